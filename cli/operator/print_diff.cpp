#include "operator/print_diff.h"

#include <algorithm>
#include <ostream>
#include <string>

#include "vhc/display_text.h"

namespace vhc {
namespace {

constexpr std::size_t most_lines = 200;  // of one kind: the first import of a network has more than anybody reads

void print_change(std::ostream& out, const Change& change, char mark) {
  std::string what(name(change.what));
  what.resize(std::max<std::size_t>(what.size(), 9), ' ');
  out << "    " << mark << ' ' << what << ' ' << change.net;
  if (!change.name.empty()) out << "  " << displayed(change.name);
  if (!change.iss.empty()) out << "  " << displayed(change.iss);
  if (!change.kid.empty()) out << "  " << displayed(change.kid);
  if (!change.detail.empty()) out << "  " << displayed(change.detail);
  out << '\n';
}

void print_kind(std::ostream& out, const ListDiff& diff, ChangeKind kind, std::string_view title, char mark) {
  const std::size_t count = diff.count(kind);
  out << "  " << title << (count == 0 ? "nothing" : std::to_string(count)) << '\n';
  std::size_t met = 0;
  for (const Change& change : diff.changes) {
    if (change.kind == kind && ++met <= most_lines) print_change(out, change, mark);
  }
  if (met > most_lines) out << "    ... and " << met - most_lines << " more: --json prints all\n";
}

void print_proposal(std::ostream& out, const ImportProposal& one) {
  out << "    ? " << (one.kid.empty() ? "issuer   " : "key      ") << ' ' << one.net;
  if (!one.name.empty()) out << "  " << displayed(one.name);
  out << "  " << displayed(one.iss);
  if (!one.kid.empty()) out << "  " << displayed(one.kid);
  out << "  " << displayed(one.detail) << '\n';
}

void print_waiting(std::ostream& out, const std::vector<ImportProposal>& proposals, bool returned, const char* title) {
  const auto is_wanted = [returned](const ImportProposal& one) { return one.returned == returned; };
  const auto count = static_cast<std::size_t>(std::count_if(proposals.begin(), proposals.end(), is_wanted));
  if (count == 0) return;
  out << "  " << title << count << ", proposed, not in the draft\n";
  std::size_t printed = 0;
  for (const ImportProposal& one : proposals) {
    if (is_wanted(one) && ++printed <= most_lines) print_proposal(out, one);
  }
  if (count > most_lines) out << "    ... and " << count - most_lines << " more: --json prints all\n";
}

}  // namespace

void print_proposals(std::ostream& out, const std::vector<ImportProposal>& proposals) {
  print_waiting(out, proposals, true, "RETURNED       ");
  print_waiting(out, proposals, false, "PROPOSED       ");
}

void print_diff(std::ostream& out, const ListDiff& diff) {
  print_kind(out, diff, ChangeKind::adds, "ADDS TRUST     ", '+');
  if (diff.count(ChangeKind::returned) != 0) print_kind(out, diff, ChangeKind::returned, "RETURNED       ", '?');
  if (diff.count(ChangeKind::lifted) != 0) print_kind(out, diff, ChangeKind::lifted, "LIFTED         ", '+');
  print_kind(out, diff, ChangeKind::removes, "REMOVES TRUST  ", '-');
  if (diff.count(ChangeKind::other) != 0) print_kind(out, diff, ChangeKind::other, "OTHER          ", ' ');
}

}  // namespace vhc
