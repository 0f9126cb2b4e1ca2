#include "vhc/signing_rules.h"

#include <algorithm>

namespace vhc {
namespace {

void add_once(std::vector<NoteKey>& keys, const NoteKey& key) {
  if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
}

bool has_signed(const SignedNote& note, const NoteKey& key) {
  const auto by_key = [&](const NoteSignature& line) { return is_signed_by(note, line, key); };
  return std::any_of(note.signatures.begin(), note.signatures.end(), by_key);
}

std::string short_name(const NoteKey& key) {
  return key.name.substr(key.name.rfind('/') + 1);
}

SignerCount count(std::string what, const SignedNote& note, const std::vector<NoteKey>& keys, std::size_t need) {
  SignerCount counted{.what = std::move(what), .have = 0, .need = need, .missing = missing_of(note, keys)};
  counted.have = keys.size() - counted.missing.size();
  return counted;
}

std::string joined(const std::vector<std::string>& names, std::string_view between) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? std::string() : std::string(between)) + name;
  return text;
}

}  // namespace

std::vector<NoteKey> keys_for(NoteRole role, const RootNote& root) {
  std::vector<NoteKey> keys;
  const NoteSigners* const signers = root.signers(role);
  if (signers == nullptr) return keys;
  for (const std::string& name : signers->names) {
    if (const NoteKey* const key = root.find(name)) keys.push_back(*key);
  }
  return keys;
}

std::vector<NoteKey> new_keys(const RootNote* before, const RootNote& next) {
  if (before == nullptr) return next.keys;
  std::vector<NoteKey> keys;
  for (const NoteKey& key : next.keys) {
    if (std::find(before->keys.begin(), before->keys.end(), key) == before->keys.end()) keys.push_back(key);
  }
  return keys;
}

std::vector<NoteKey> keys_for_root(const RootNote* before, const RootNote& next) {
  std::vector<NoteKey> keys = keys_for(NoteRole::root, next);
  for (const NoteKey& key : new_keys(before, next)) add_once(keys, key);
  if (before == nullptr) return keys;
  for (const NoteKey& key : keys_for(NoteRole::root, *before)) add_once(keys, key);
  return keys;
}

std::vector<std::string> signers_of(const SignedNote& note, const std::vector<NoteKey>& keys) {
  std::vector<std::string> names;
  for (const NoteKey& key : keys) {
    if (has_signed(note, key)) names.push_back(short_name(key));
  }
  return names;
}

std::vector<std::string> missing_of(const SignedNote& note, const std::vector<NoteKey>& keys) {
  std::vector<std::string> names;
  for (const NoteKey& key : keys) {
    if (!has_signed(note, key)) names.push_back(short_name(key));
  }
  return names;
}

SignerCount count_list(const SignedNote& note, const RootNote& root) {
  return count({}, note, keys_for(NoteRole::list, root), root.may_list.need);
}

std::vector<SignerCount> count_root(const SignedNote& note, const RootNote* before, const RootNote& next) {
  std::vector<SignerCount> counts;
  if (before != nullptr) {
    counts.push_back(count("old root keys", note, keys_for(NoteRole::root, *before), before->may_root.need));
  }
  const std::string own = before == nullptr ? "root keys" : "new root keys";
  counts.push_back(count(own, note, keys_for(NoteRole::root, next), next.may_root.need));
  const std::vector<NoteKey> fresh = new_keys(before, next);
  if (!fresh.empty()) counts.push_back(count("keys that are new", note, fresh, fresh.size()));
  return counts;
}

std::string to_text(const SignerCount& count) {
  std::string text = count.what.empty() ? std::string() : count.what + " ";
  if (count.have > count.need) {
    return text + std::to_string(count.have) + ", " + std::to_string(count.need) + " needed";
  }
  text += std::to_string(count.have) + " of " + std::to_string(count.need);
  if (count.is_met()) return text;
  const std::size_t open = count.need - count.have;
  if (open == count.missing.size()) return text + "; missing: " + joined(count.missing, ", ");
  if (open == 1) return text + "; missing: " + joined(count.missing, " or ");
  return text + "; missing: " + std::to_string(open) + " of " + joined(count.missing, ", ");
}

std::string to_text(const std::vector<SignerCount>& counts) {
  std::vector<std::string> texts;
  texts.reserve(counts.size());
  for (const SignerCount& one : counts) texts.push_back(to_text(one));
  return joined(texts, ". ");
}

std::vector<Finding> without_spare(const RootNote& root) {
  std::vector<Finding> findings;
  const auto look = [&findings](const NoteSigners& signers, const std::string& what, const std::string& loss) {
    if (signers.need != signers.names.size()) return;
    const std::string need = std::to_string(signers.need);
    findings.push_back({Errc::registry_no_spare,
                        Severity::warning,
                        {},
                        need + " of " + need + " " + what + ": " + loss + "; make it " + need + " of " +
                            std::to_string(signers.need + 1)});
  };
  look(root.may_root, "root keys", "one lost key ends this network");
  look(root.may_list, "list keys", "one lost key and no list is signed until a new root is");
  return findings;
}

}  // namespace vhc
