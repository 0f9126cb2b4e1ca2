#include <algorithm>
#include <unordered_map>

#include "trust/notes/note_text.h"
#include "vhc/trust_pack.h"

namespace vhc {
namespace {

// What a line is about: `{"net":"vci"` or `{"net":"vci","iss":"https://…"`, as it stands in the line.
std::string_view subject_of(std::string_view line) {
  constexpr std::string_view issuer_member = R"(,"iss":")";
  constexpr std::string_view start = R"({"net":")";
  const std::size_t net_end = line.find('"', std::min(start.size(), line.size()));
  if (net_end == std::string_view::npos) return line;
  const std::string_view rest = line.substr(net_end + 1);
  if (rest.substr(0, issuer_member.size()) != issuer_member) return line.substr(0, net_end + 1);
  std::size_t end = net_end + 1 + issuer_member.size();
  while (end < line.size() && line[end] != '"') end += line[end] == '\\' ? 2U : 1U;
  return line.substr(0, std::min(end + 1, line.size()));
}

// `-NET ISS`, with both as they stand in the line.
std::string removal_of(std::string_view subject) {
  constexpr std::size_t before_net = 8;          // {"net":"
  constexpr std::size_t before_iss = 9;          // ","iss":"
  if (subject.size() <= before_net) return "-";  // no line of a list
  const std::string_view net = subject.substr(before_net, subject.find('"', before_net) - before_net);
  std::string text = "-" + std::string(net);
  const std::string_view rest = subject.substr(before_net + net.size());
  if (rest.size() > before_iss) text.append(" ").append(rest.substr(before_iss, rest.size() - before_iss - 1));
  return text;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  if (text.empty()) return {};
  return split(text.substr(0, text.size() - 1), '\n');
}

using Lines = std::unordered_map<std::string_view, std::string_view>;

Lines by_subject(const std::vector<std::string_view>& lines) {
  Lines map;
  map.reserve(lines.size());
  for (const std::string_view line : lines) map.emplace(subject_of(line), line);
  return map;
}

std::string joined(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text.append(line).append("\n");
  return text;
}

tl::unexpected<Error> does_not_fit(std::string hint) {
  return fail(Errc::trust_need_full, {}, std::move(hint));
}

struct Changes {
  Lines added;
  std::unordered_map<std::string, bool> removed;  // and whether the line was met
};

Result<Changes> read_changes(std::string_view delta) {
  Changes changes;
  if (!delta.empty() && delta.back() != '\n') return does_not_fit("the changes are cut off");
  for (const std::string_view line : lines_of(delta)) {
    if (line.size() < 2) return does_not_fit("a line of the changes is malformed");
    if (line.front() == '-') {
      changes.removed.emplace(line.substr(1), false);
    } else if (line.front() == '+') {
      changes.added.emplace(subject_of(line.substr(1)), line.substr(1));
    } else {
      return does_not_fit("a line of the changes is malformed");
    }
  }
  return changes;
}

}  // namespace

std::string make_delta(std::string_view from, std::string_view to) {
  const auto old_lines = lines_of(from);
  const auto new_lines = lines_of(to);
  const Lines before = by_subject(old_lines);
  const Lines after = by_subject(new_lines);
  std::vector<std::string> changes;
  for (const std::string_view line : new_lines) {
    const auto old = before.find(subject_of(line));
    if (old == before.end() || old->second != line) changes.push_back("+" + std::string(line));
  }
  for (const std::string_view line : old_lines) {
    if (!after.contains(subject_of(line))) changes.push_back(removal_of(subject_of(line)));
  }
  return joined(std::move(changes));
}

Result<std::string> apply_delta(std::string_view from, std::string_view delta) {
  VHC_TRY(Changes changes, read_changes(delta));
  const auto old_lines = lines_of(from);
  std::vector<std::string_view> lines;
  lines.reserve(old_lines.size() + changes.added.size());
  for (const std::string_view line : old_lines) {
    const std::string_view subject = subject_of(line);
    const auto removed =
        changes.removed.empty() ? changes.removed.end() : changes.removed.find(removal_of(subject).substr(1));
    if (removed != changes.removed.end()) {
      removed->second = true;
      continue;
    }
    if (!changes.added.contains(subject)) lines.push_back(line);
  }
  const auto was_not_met = [](const auto& removal) { return !removal.second; };
  if (std::any_of(changes.removed.begin(), changes.removed.end(), was_not_met)) {
    return does_not_fit("a line to remove is missing from the list");
  }
  for (const auto& [subject, line] : changes.added) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  std::size_t size = 0;
  for (const std::string_view line : lines) size += line.size() + 1;
  if (size > max_list_bytes) return fail(Errc::trust_too_large, {}, "the changed list is larger than the limit");
  std::string text;
  text.reserve(size);
  for (const std::string_view line : lines) text.append(line).append("\n");
  return text;
}

}  // namespace vhc
