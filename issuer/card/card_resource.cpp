#include "card/card_resource.h"

#include <algorithm>
#include <array>

namespace vhc {
namespace {

constexpr std::array<std::string_view, 4> ial_codes{"IAL1.2", "IAL1.4", "IAL2", "IAL3"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

}  // namespace

bool is_assurance_level(std::string_view code) noexcept {
  return std::find(ial_codes.begin(), ial_codes.end(), code) != ial_codes.end();
}

const KeptMember* KeptMembers::find(const JsonValue& member) const {
  const KeptMember* const end = first_ + count_;
  const std::string_view raw = member.raw_name();
  const auto* found = std::find_if(first_, end, [raw](const KeptMember& kept) { return kept.name == raw; });
  if (found == end && raw.find('\\') != std::string_view::npos) {
    found = std::find_if(first_, end, [&member](const KeptMember& kept) { return member.name_is(kept.name); });
  }
  return found == end ? nullptr : found;
}

void DropList::append_name(std::string_view name) {
  constexpr std::size_t longest = 40;
  const bool plain = !name.empty() && name.size() <= longest && std::all_of(name.begin(), name.end(), is_letter);
  texts_ += plain ? name : "?";
  ends_.push_back(texts_.size());
}

void DropList::add(std::string_view path, std::string_view name) {
  texts_.append(path).append(".");
  append_name(name);
}

void DropList::add(std::string_view name) {
  append_name(name);
}

// Where a member stands, from the inside out: it is made a text of only when something is dropped there.
struct DropList::Path {
  const Path* above;  // null: the resource
  std::string_view name;
};

void DropList::append_path(const Path& path) {
  if (path.above != nullptr) append_path(*path.above);
  texts_.append(path.name).append(".");
}

void DropList::add_others(const JsonValue& object, std::string_view type, KeptMembers kept) {
  add_others_below(object, {nullptr, type}, kept);
}

void DropList::add_others_below(const JsonValue& object, const Path& path, KeptMembers kept) {
  const bool is_array = object.is(JsonKind::array);
  for (auto child = object.first(); child; child = child->next()) {
    if (is_array) {
      add_others_below(*child, path, kept);
    } else if (const KeptMember* member = kept.find(*child); member == nullptr) {
      append_path(path);
      append_name(child->name());
    } else if (child->size() != 0) {
      add_others_below(*child, {&path, member->name}, member->members);
    }
  }
}

std::vector<std::string> DropList::sorted() const {
  std::vector<std::string_view> texts;
  texts.reserve(ends_.size());
  std::size_t begin = 0;
  for (const std::size_t end : ends_) {
    texts.push_back(std::string_view(texts_).substr(begin, end - begin));
    begin = end;
  }
  std::sort(texts.begin(), texts.end());
  return {texts.begin(), std::unique(texts.begin(), texts.end())};
}

}  // namespace vhc
