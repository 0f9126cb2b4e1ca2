// Somebody without a key replaces one file of a venue's folder: for every file and every replacement, what the door
// says of a card that is denied, of one that nobody listed, and of one that is good.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "../support/venue_door.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;
using test::at;

constexpr int genuine = 0;
constexpr int trust_refused = 5;

// The same operator's name, and keys that nobody pinned.
RootNote strangers_root() {
  RootNote root;
  root.origin = "vci.example";
  root.number = 1;
  root.issued = at("2026-08-01T00:00:00Z");
  root.expires = at("2028-08-01T00:00:00Z");
  for (const char* name : {"mallory", "mallory-live", "mallory-root"}) {
    root.keys.push_back(test::signer(name).public_key());
  }
  root.may_root = {1, {"mallory-root"}};
  root.may_list = {1, {"mallory"}};
  root.may_live = {1, {"mallory-live"}};
  return root;
}

class VenueFiles : public test::VenueDoor {
 protected:
  VenueFiles() {
    put("theirs", stranger.card());
    pin_and_update();
    fs::copy(folder / "door", folder / "older", fs::copy_options::recursive);
    deny();
    put("denied", issuer.card());
    put("pack", network.pack());
    EXPECT_EQ(run({"trust", "update", "--venue", path("door"), path("pack"), "--quiet"}), 0) << said;
    make_strangers_folder();
    fs::copy(folder / "door", folder / "good", fs::copy_options::recursive);
  }

  // His own operator of the same name lists his own issuer, and ours without a denial.
  void make_strangers_folder() {
    test::Network theirs;
    theirs.roots = {test::signed_note(to_text(strangers_root()), {"mallory-root"})};
    std::vector<std::string> lines = {line_of(issuer, test::iss), line_of(stranger, "https://b.example/shc"),
                                      R"({"net":"vci","profile":"shc"})"};
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    theirs.publish(text, at("2026-12-01T00:00:00Z"), 0, {"mallory"});
    theirs.say(theirs.next_live(9, at("2026-12-02T00:00:00Z")), "mallory-live");
    put("root.note", theirs.roots[0]);
    put("pack", theirs.pack());
    EXPECT_EQ(run({"trust", "pin", "--venue", path("other"), path("root.note"), "--yes", "--quiet"}), 0) << said;
    EXPECT_EQ(run({"trust", "update", "--venue", path("other"), path("pack"), "--quiet"}), 0) << said;
  }

  static std::string line_of(const TestIssuer& of, const std::string& iss) {
    const PublicKey& key = of.key().public_key();
    Bytes bytes(key.x().begin(), key.x().end());
    bytes.insert(bytes.end(), key.y().begin(), key.y().end());
    return R"({"net":"vci","iss":")" + iss + R"(","name":"Clinic","keys":[{"kid":")" + of.key().kid().str() +
           R"(","p256":")" + to_base64url(bytes) + "\"}]}";
  }

  void begin_again() {
    fs::remove_all(folder / "door");
    fs::copy(folder / "good", folder / "door", fs::copy_options::recursive);
  }
  int judge_card(const std::string& card) { return run({"verify", "--venue", path("door"), path(card)}); }

  TestIssuer stranger{"https://b.example/shc"};
};

struct Replacement {
  const char* name;
  std::function<void(const fs::path& file, const fs::path& all)> make;
};

void put_in_place(const fs::path& from, const fs::path& file) {
  fs::remove_all(file);
  fs::copy(from, file);
}

const std::vector<Replacement>& replacements() {
  static const std::vector<Replacement> all = {
      {"older of its own",
       [](const fs::path& file, const fs::path& all_of) { put_in_place(all_of / "older" / file.filename(), file); }},
      {"of another folder",
       [](const fs::path& file, const fs::path& all_of) { put_in_place(all_of / "other" / file.filename(), file); }},
      {"cut off", [](const fs::path& file, const fs::path&) { fs::resize_file(file, fs::file_size(file) / 2); }},
      {"empty", [](const fs::path& file, const fs::path&) { fs::resize_file(file, 0); }},
      {"gone", [](const fs::path& file, const fs::path&) { fs::remove(file); }},
      {"a link to another folder's",
       [](const fs::path& file, const fs::path& all_of) {
         fs::remove(file);
         fs::create_symlink(all_of / "other" / file.filename(), file);
       }},
      {"a link to itself",
       [](const fs::path& file, const fs::path&) {
         fs::remove(file);
         fs::create_symlink(file, file);
       }},
      {"a directory",
       [](const fs::path& file, const fs::path&) {
         fs::remove(file);
         fs::create_directory(file);
       }},
      {"a pipe that nobody writes",
       [](const fs::path& file, const fs::path&) {
         fs::remove(file);
         ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
       }},
      {"being written",
       [](const fs::path& file, const fs::path& all_of) {
         const std::uintmax_t size = fs::file_size(file);
         put_in_place(all_of / "other" / file.filename(), file);
         fs::resize_file(file, size);  // the beginning of one, the length of another
       }},
  };
  return all;
}

TEST_F(VenueFiles, NoneThatIsReplacedMakesACardBetterThanItIs) {
  ASSERT_EQ(judge_card("denied"), 10) << said;
  ASSERT_NE(judge_card("theirs"), genuine) << said;
  int rows = 0;
  for (const char* const file : {"venue.json", "vci.example.state"}) {
    for (const Replacement& replacement : replacements()) {
      SCOPED_TRACE(std::string(file) + ": " + replacement.name);
      begin_again();
      replacement.make(folder / "door" / file, folder);
      EXPECT_NE(judge_card("denied"), genuine) << said;
      const int code = judge_card("theirs");
      EXPECT_NE(code, genuine) << said;
      EXPECT_TRUE(code == trust_refused || code == 3 || code == 11) << code << said;
      ++rows;
    }
  }
  EXPECT_EQ(rows, 20);
}

TEST_F(VenueFiles, AStateOfAnotherRootOrAnOlderOneIsNamed) {
  begin_again();
  put_in_place(folder / "other" / "vci.example.state", folder / "door" / "vci.example.state");
  EXPECT_EQ(judge_card("theirs"), trust_refused);
  EXPECT_NE(said.find("does not start from the root that was pinned here"), std::string::npos) << said;
  begin_again();
  put_in_place(folder / "older" / "vci.example.state", folder / "door" / "vci.example.state");
  EXPECT_EQ(judge_card("denied"), trust_refused);
  EXPECT_NE(said.find("older"), std::string::npos) << said;
}

TEST_F(VenueFiles, AnOlderVenueJsonDoesNotKnowTheState) {
  begin_again();
  put_in_place(folder / "older" / "venue.json", folder / "door" / "venue.json");
  EXPECT_EQ(judge_card("denied"), trust_refused) << said;
  EXPECT_NE(said.find("not the file that venue.json knows"), std::string::npos) << said;
}

// A denial that no live note in use carries any more stands in the state alone; its checksum anybody can make again.
TEST_F(VenueFiles, AnEditedStateIsRefusedThoughItsChecksumIsRight) {
  begin_again();
  TrustState edited = read_state(get("door/vci.example.state")).value();
  edited.ran += std::chrono::seconds{1};
  put("door/vci.example.state", write_state(edited));
  EXPECT_EQ(judge_card("denied"), trust_refused) << said;
}

TEST_F(VenueFiles, OfAStateThatIsBeingReplacedBothAreKnown) {
  begin_again();
  const std::string old_state = get("door/vci.example.state");
  TrustState next = read_state(old_state).value();
  next.ran += std::chrono::seconds{1};
  const std::string text = write_state(next);
  std::string settings = get("door/venue.json");
  const std::string file = "\"file\":\"";
  const std::size_t end = settings.find('"', settings.find(file) + file.size()) + 1;
  put("door/venue.json", settings.insert(end, ",\"next\":\"" + text.substr(text.size() - 45, 44) + "\""));
  EXPECT_EQ(judge_card("denied"), 10) << said;
  put("door/vci.example.state", text);
  EXPECT_EQ(judge_card("denied"), 10) << said;
}

TEST_F(VenueFiles, AFolderWithoutPinsIsTakenOverByTheNextUpdate) {
  begin_again();
  put("door/venue.json", R"({"schema":"vhc.venue/1","accept":["vci.example/vci"]})");
  EXPECT_EQ(judge_card("denied"), 10) << said;
  put("pack", network.pack());
  EXPECT_EQ(run({"trust", "update", "--venue", path("door"), path("pack"), "--quiet"}), 0) << said;
  EXPECT_NE(get("door/venue.json").find("\"pins\""), std::string::npos);
}

TEST_F(VenueFiles, NobodyLoosensTheEndOfAListWithoutAWord) {
  fs::remove_all(folder / "door");
  fs::copy(folder / "older", folder / "door", fs::copy_options::recursive);
  const std::string settings = get("door/venue.json");
  const auto with = [&](const std::string& refuse) {
    const std::string member = "\"refuse_days\":";
    const std::size_t begin = settings.find(member);
    std::string text = settings;
    put("door/venue.json", text.replace(begin, settings.find_first_of(",}", begin) - begin, member + refuse));
  };
  with("36500");
  EXPECT_EQ(judge_card("card"), trust_refused) << said;
  with(R"(366,"beyond_expiry":true)");
  EXPECT_EQ(run({"verify", "--venue", path("door"), path("card"), "--quiet"}), genuine) << said;
  EXPECT_NE(said.find("for longer than their operator says"), std::string::npos) << said;
}

TEST_F(VenueFiles, PinningAgainWithForceMendsEveryFileThatIsReplaced) {
  put("root.note", network.roots[0]);
  put("pack", network.pack());
  for (const char* const file : {"venue.json", "vci.example.state"}) {
    for (const Replacement& replacement : replacements()) {
      SCOPED_TRACE(std::string(file) + ": " + replacement.name);
      begin_again();
      replacement.make(folder / "door" / file, folder);
      // What is no file at all a person has to remove, and is told so.
      const auto kind = fs::symlink_status(folder / "door" / file).type();
      if (kind == fs::file_type::directory || kind == fs::file_type::fifo) fs::remove(folder / "door" / file);
      EXPECT_EQ(run({"trust", "pin", "--venue", path("door"), path("root.note"), "--yes", "--force"}), 0) << said;
      EXPECT_EQ(run({"trust", "update", "--venue", path("door"), path("pack")}), 0) << said;
      EXPECT_EQ(judge_card("denied"), 10) << said;
    }
  }
}

TEST_F(VenueFiles, PinningAgainWithForceReplacesThePin) {
  put("root.note", network.roots[0]);
  begin_again();
  put_in_place(folder / "other" / "vci.example.state", folder / "door" / "vci.example.state");
  EXPECT_EQ(run({"trust", "pin", "--venue", path("door"), path("root.note"), "--yes", "--force", "--quiet"}), 0)
      << said;
  put("pack", network.pack());
  EXPECT_EQ(run({"trust", "update", "--venue", path("door"), path("pack"), "--quiet"}), 0) << said;
  EXPECT_EQ(judge_card("denied"), 10) << said;
}

}  // namespace
}  // namespace vhc
