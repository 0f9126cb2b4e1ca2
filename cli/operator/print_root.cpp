#include "operator/print_root.h"

#include <algorithm>
#include <ostream>

#include "operator/store/registry_folder.h"
#include "vhc/signing_rules.h"
#include "vhc/trust_state.h"

namespace vhc {
namespace {

std::string quorum(const NoteSigners* signers) {
  if (signers == nullptr) return "none";
  std::string text = std::to_string(signers->need) + " of " + std::to_string(signers->names.size()) + ":";
  for (const std::string& name : signers->names) text += " " + name;
  return text;
}

bool has_name(const NoteSigners* signers, const std::string& name) {
  return signers != nullptr && std::binary_search(signers->names.begin(), signers->names.end(), name);
}

void print_role(std::ostream& out, NoteRole role, const RootNote& root, const RootNote* before) {
  const NoteSigners* const now = root.signers(role);
  const NoteSigners* const old = before == nullptr ? nullptr : before->signers(role);
  std::string title(name(role));
  title.resize(8, ' ');
  out << "  " << title << ' ' << quorum(now);
  const bool is_same = before != nullptr && (now == nullptr ? old == nullptr : old != nullptr && *now == *old);
  if (before != nullptr) out << (is_same ? "   unchanged" : "   CHANGED, before: " + quorum(old));
  out << '\n';
  const bool is_listed = before == nullptr && root.number == 1;  // of a first root all are
  if (now != nullptr && !is_listed) {
    for (const std::string& signer : now->names) {
      if (!has_name(old, signer)) out << "    + " << name(role) << "  " << signer << '\n';
    }
  }
  if (old == nullptr) return;
  for (const std::string& signer : old->names) {
    if (!has_name(now, signer)) out << "    - " << name(role) << "  " << signer << '\n';
  }
}

void print_keys(std::ostream& out, const RootNote& root, const RootNote* before) {
  for (const NoteKey& key : new_keys(before, root)) {
    const auto same_name = [&key](const NoteKey& other) { return other.name == key.name; };
    const bool is_changed = before != nullptr && std::any_of(before->keys.begin(), before->keys.end(), same_name);
    out << (is_changed ? "  KEY CHANGED " : "  + key      ") << to_text(key) << '\n';
  }
  if (before == nullptr) return;
  for (const NoteKey& key : new_keys(&root, *before)) out << "  - key      " << to_text(key) << '\n';
}

}  // namespace

void print_root(std::ostream& out, const RootNote& root, const Sha256& hash, const RootNote* before) {
  out << "  root " << root.number << " of " << root.origin << ", issued " << day(root.issued) << ", expires "
      << day(root.expires);
  if (before != nullptr) out << " (before: " << day(before->expires) << ")";
  out << '\n';
  if (before == nullptr && root.number != 1) out << "  base: none of your own: every key is shown as new\n";
  for (const NoteRole role : {NoteRole::root, NoteRole::list, NoteRole::live}) print_role(out, role, root, before);
  print_keys(out, root, before);
  if (root.list_from) {
    out << "  LISTS BEGIN AGAIN at list " << root.list_from->number << ' ' << hash_text(root.list_from->hash)
        << ": what was published after it is burnt\n";
  }
  out << "  fingerprint " << fingerprint(hash) << '\n';
}

}  // namespace vhc
