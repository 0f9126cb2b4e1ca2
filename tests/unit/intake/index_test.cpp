// Where the records of a person stand, and which numbers of events several people share.
#include <gtest/gtest.h>

#include "input/event_index.h"
#include "input/person_index.h"

namespace vhc {
namespace {

TEST(PersonIndexPlace, HoldsTheLargestOfEach) {
  const std::uint64_t hashes[] = {0, 1, (1ULL << 44U) - 1};
  const std::uint64_t offsets[] = {0, 1, (1ULL << 20U) - 1, 1ULL << 20U, (1ULL << 40U) - 1};
  const std::int64_t lines[] = {0, 1, (std::int64_t{1} << 43) - 1};
  for (const std::uint64_t hash : hashes) {
    for (const std::uint64_t offset : offsets) {
      for (const std::int64_t line : lines) {
        PersonIndex::Place place(hash, offset, line);
        EXPECT_EQ(place.hash(), hash);
        EXPECT_EQ(place.offset(), offset);
        EXPECT_EQ(place.line(), line);
        EXPECT_FALSE(place.is_taken());
        place.take();
        EXPECT_TRUE(place.is_taken());
        EXPECT_EQ(place.hash(), hash);
        EXPECT_EQ(place.offset(), offset);
        EXPECT_EQ(place.line(), line);
      }
    }
  }
}

TEST(PersonIndex, KeepsTheHashesThatStandInSeveralPlaces) {
  PersonIndex index;
  index.add(7, 300, 3);
  index.add(8, 200, 2);
  index.add(7, 100, 1);
  index.add(9, 1ULL << 39U, 9);
  index.add(9, 5, 5);
  index.finish();
  std::string all;
  for (const std::uint64_t hash : {7U, 8U, 9U, 10U}) {
    for (PersonIndex::Place& place : index.places_of(hash)) {
      all += std::to_string(hash) + "@" + std::to_string(place.line()) + " ";
    }
  }
  EXPECT_EQ(all, "7@1 7@3 9@5 9@9 ");
  EXPECT_FALSE(index.is_taken(7, 100));
  index.places_of(7).begin()->take();
  EXPECT_TRUE(index.is_taken(7, 100));
  EXPECT_FALSE(index.is_taken(7, 300));
  EXPECT_FALSE(index.is_taken(8, 200));
  EXPECT_FALSE(index.is_taken(7, 101));
  index.clear();
  EXPECT_FALSE(index.is_taken(7, 100));
}

TEST(PersonIndex, HashesByAKeyOfItsOwn) {
  const PersonIndex a;
  const PersonIndex b;
  EXPECT_EQ(a.hash("77"), a.hash("77"));
  EXPECT_NE(a.hash("77"), a.hash("78"));
  EXPECT_NE(a.hash("77"), b.hash("77"));
  EXPECT_LT(a.hash("77"), 1ULL << 44U);
}

EventIndex::Entry of(std::uint32_t person, std::uint32_t line, std::uint64_t event = 5, std::uint32_t name = 0,
                     bool removes = false) {
  return {.event = event, .person = person, .name = name == 0 ? person : name, .line = line, .removes = removes};
}

TEST(EventIndex, TellsWhatNobodyElseHas) {
  EventIndex index;
  index.add(of(11, 1));
  index.add(of(11, 2));
  index.add(of(13, 3, 6));
  index.finish();
  EXPECT_TRUE(index.empty());  // nothing that is worth keeping
  EXPECT_EQ(index.look(of(11, 1)), EventSharing::own);
  EXPECT_EQ(index.look(of(13, 3, 6)), EventSharing::own);
  EXPECT_EQ(index.look(of(11, 1, 99)), EventSharing::own);
}

TEST(EventIndex, TellsWhatSomebodyElseHasToo) {
  EventIndex index;
  index.add(of(11, 1));
  index.add(of(13, 2));
  index.add(of(15, 3, 6));
  index.finish();
  EXPECT_FALSE(index.empty());
  EXPECT_EQ(index.look(of(11, 1)), EventSharing::shared);
  EXPECT_EQ(index.look(of(13, 2)), EventSharing::shared);
  EXPECT_EQ(index.look(of(15, 3, 6)), EventSharing::own);
}

TEST(EventIndex, TellsWhatALaterRecordMayTakeBack) {
  EventIndex index;
  index.add(of(11, 5, 5, 21));
  index.add({.event = 5, .person = 13, .name = 0, .line = 9});  // nobody can tell whose it is
  index.finish();
  EXPECT_EQ(index.look(of(11, 5, 5, 21)), EventSharing::taken_back);
  EXPECT_EQ(index.look(of(11, 10, 5, 21)), EventSharing::shared);  // it stands before

  EventIndex named;
  named.add(of(11, 5, 5, 21));
  named.add(of(13, 9, 5, 21));  // another key, the same name and birth date
  named.finish();
  EXPECT_EQ(named.look(of(11, 5, 5, 21)), EventSharing::taken_back);
  EXPECT_EQ(named.look(of(13, 9, 5, 21)), EventSharing::shared);
  EXPECT_EQ(named.look(of(15, 1, 5, 23)), EventSharing::shared);
}

TEST(EventIndex, PassesOverThePersonsOwnRecords) {
  EventIndex index;
  index.add(of(11, 5, 5, 21));
  index.add(of(11, 9, 5, 21, true));
  index.finish();
  EXPECT_FALSE(index.empty());  // what takes something back stays
  EXPECT_EQ(index.look(of(11, 5, 5, 21)), EventSharing::own);
}

TEST(UnnumberedEvent, IsNoNumberOfASender) {
  EXPECT_EQ(unnumbered_event("2026-10-12", "208"), "\n2026-10-12\n208");
  EXPECT_NE(unnumbered_event("2026-10-12", "208"), unnumbered_event("2026-10-122", "08"));
}

}  // namespace
}  // namespace vhc
