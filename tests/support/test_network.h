// A trust network for tests: signers with fixed keys, notes and packs made by hand.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "vhc/note_signer.h"
#include "vhc/trust_pack.h"
#include "vhc/trust_state.h"

namespace vhc::test {

inline NoteSigner signer(const std::string& name, const std::string& origin = "vci.example") {
  const Sha256 seed = sha256(as_bytes("test signer " + name));
  return NoteSigner::from_seed(origin + "/" + name, seed).value();
}

inline UnixTime at(const char* text) {
  return parse_time(text).value();
}

inline std::string signed_note(const std::string& text, const std::vector<std::string>& names,
                               const std::string& origin = "vci.example") {
  SignedNote note{text, {}};
  for (const std::string& name : names) note.signatures.push_back(signer(name, origin).sign(text).value());
  return to_text(note);
}

// Two of ada, ben and cho for roots, two of alice, bob and carol for lists, live for live notes.
inline RootNote first_root() {
  RootNote root;
  root.origin = "vci.example";
  root.number = 1;
  root.issued = at("2026-08-01T00:00:00Z");
  root.expires = at("2028-08-01T00:00:00Z");
  for (const char* name : {"alice", "bob", "carol", "live", "root-ada", "root-ben", "root-cho"}) {
    root.keys.push_back(signer(name).public_key());
  }
  root.may_root = {2, {"root-ada", "root-ben", "root-cho"}};
  root.may_list = {2, {"alice", "bob", "carol"}};
  root.may_live = {1, {"live"}};
  return root;
}

inline std::string a_list(const std::vector<std::string>& issuers, const std::string& net = "vci",
                          const std::string& profile = "shc") {
  std::vector<std::string> lines = {R"({"net":")" + net + R"(","profile":")" + profile + "\"}"};
  for (const std::string& iss : issuers) {
    lines.push_back(R"({"net":")" + net + R"(","iss":")" + iss + R"(","name":"Clinic"})");
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

inline Sha256 hash_of(const std::string& note) {
  return note_hash(split_note(note, max_live_note_bytes).value());
}

// An operator who has published roots, lists and live notes so far.
struct Network {
  std::vector<std::string> roots = {signed_note(to_text(first_root()), {"root-ada", "root-ben"})};
  std::vector<std::string> lists;
  std::string data;
  std::string live;

  // The note that would follow the newest list.
  ListNote next(const std::string& text, UnixTime issued) const {
    ListNote note{.origin = "vci.example", .number = static_cast<std::uint32_t>(lists.size() + 1)};
    note.issued = issued;
    note.expires = issued + std::chrono::days{90};
    note.previous = hash_of(lists.empty() ? roots.front() : lists.back());
    note.lines = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
    note.size = static_cast<std::uint32_t>(text.size());
    note.data = sha256(as_bytes(text));
    return note;
  }
  void publish(const std::string& text, UnixTime issued, std::uint32_t settles = 0,
               const std::vector<std::string>& signers = {"alice", "bob"}) {
    ListNote note = next(text, issued);
    note.settles = settles;
    lists.push_back(signed_note(to_text(note), signers));
    data = text;
    live.clear();
  }
  LiveNote next_live(std::uint32_t number, UnixTime issued) const {
    LiveNote note{.origin = "vci.example", .list = static_cast<std::uint32_t>(lists.size()), .number = number};
    note.issued = issued;
    note.expires = issued + std::chrono::days{7};
    note.of = hash_of(lists.back());
    return note;
  }
  void say(const LiveNote& note, const std::string& by = "live") { live = signed_note(to_text(note), {by}); }

  PackSections sections() const {
    PackSections pack;
    for (const std::string& root : roots) pack.roots.push_back(root);
    for (const std::string& list : lists) pack.lists.push_back(list);
    if (!live.empty()) pack.live = live;
    if (!lists.empty()) pack.data = data;
    return pack;
  }
  std::string pack() const { return write_pack(sections()); }
};

}  // namespace vhc::test
