// What goes on a card, and what does not.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/json.h"
#include "vhc/minimise.h"

namespace vhc {

inline constexpr std::string_view assurance_system = "https://smarthealth.cards/ial";

struct KeptMember;

// What goes on a card of an object: its members by name.
class KeptMembers {
 public:
  constexpr KeptMembers() = default;
  template <std::size_t count>
  constexpr KeptMembers(const KeptMember (&members)[count]) : first_(members), count_(count) {}

  const KeptMember* find(const JsonValue& member) const;  // null: it does not go on the card

 private:
  const KeptMember* first_ = nullptr;
  std::size_t count_ = 0;
};

struct KeptMember {
  std::string_view name;
  KeptMembers members = {};  // of the object or of the objects in the array
};

inline constexpr KeptMember kept_of_coding[]{{"system"}, {"code"}};
inline constexpr KeptMember kept_of_concept[]{{"coding", kept_of_coding}};
inline constexpr KeptMember kept_of_meta[]{{"security", kept_of_coding}};
inline constexpr KeptMember kept_of_reference[]{{"reference"}};
inline constexpr KeptMember kept_of_name_only[]{{"display"}};

// What does not go on the card, as texts such as "Immunization.vaccineCode.text". One buffer for all: of an export most
// members are dropped, and twice the same for two doses.
class DropList {
 public:
  DropList() {
    texts_.reserve(256);
    ends_.reserve(16);
  }
  // A name that is not plain letters becomes '?', since it is input and will be printed.
  void add(std::string_view path, std::string_view name);
  void add(std::string_view name);
  // Lists what stands in `object` and is not kept, the topmost member only, with `path` before it.
  void add_others(const JsonValue& object, std::string_view type, KeptMembers kept);

  // Each text once.
  std::vector<std::string> sorted() const;

 private:
  struct Path;
  void add_others_below(const JsonValue& object, const Path& path, KeptMembers kept);
  void append_path(const Path& path);
  void append_name(std::string_view name);

  std::string texts_;
  std::vector<std::size_t> ends_;
};

// A result as JSON members of an Observation.
struct ResultValue {
  std::string text;      // as an Event shows it
  bool coded = false;    // text is a code of SNOMED CT
  std::string quantity;  // as JSON; empty: none
  std::string ranges;    // as JSON; empty: none
};

struct CardRecord {
  KeptEvent kept;
  ResultValue value;     // of a test
  std::string level;     // assurance level; may be empty
  std::string sort_key;  // the date, or the time in UTC
  bool covid = false;
};

// ---- how resources stand on a card

// The bundle: an entry with fullUrl "resource:N" for the person and for each record, the person first.
std::string bundle_json(const PersonName& name, std::string_view birth_date, const std::vector<CardRecord>& records);

std::vector<std::string> card_types(const std::vector<CardRecord>& records, const MinimiseOptions& options);

}  // namespace vhc
