// Which events of a file stand under several people. Senders count orders from 1 again each day; and a record that
// takes an event back may name its person otherwise than the record that it takes back.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>

namespace vhc {

// What records of other people say of an event.
enum class EventSharing : std::uint8_t {
  own,         // nobody else has one of this number
  shared,      // somebody else has
  taken_back,  // a later record that is perhaps this person's takes it back, or cannot be read
};
using EventLookup = std::function<EventSharing(std::string_view event, std::int64_t line)>;

// What names a dose or result without a number: to be found by whoever takes it back.
std::string unnumbered_event(std::string_view day, std::string_view code);

// 24 bytes a record with an event number while the file is surveyed; after it only what several people share.
class EventIndex {
 public:
  struct Entry {
    std::uint64_t event = 0;   // hash
    std::uint32_t person = 0;  // hash of the grouping key; 0: nobody can tell whose it is
    std::uint32_t name = 0;    // hash of name_and_birth(); 0: nobody can tell whose it is; unlooked: it does not matter
    std::uint32_t line = 0;    // at most 2^32 - 1
    bool removes = false;
    bool is_shared = false;  // by several people; known after finish()
  };
  static constexpr std::uint32_t unlooked = 2;  // hashes are odd

  void add(const Entry& entry) { entries_.push_back(entry); }
  void clear() { entries_.clear(); }
  // After the last add(). What takes something back stays, too.
  void finish();
  bool empty() const noexcept { return entries_.empty(); }
  EventSharing look(const Entry& own) const;

 private:
  // Whether a record of this name, other than the person's own, stands behind the line.
  bool has_later(const Entry& own, std::uint32_t name) const;

  std::deque<Entry> entries_;
};

}  // namespace vhc
