#include "desk/bulk/run_state.h"

#include <algorithm>
#include <charconv>

#include "desk/store/issuer_folder.h"
#include "desk/store/ledger_store.h"
#include "shell/io.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"
#include "vhc/sha256.h"

namespace vhc {
namespace {

constexpr std::string_view schema = "vhc.run/1";
// Of a state: some 40 bytes for each person who got no card, and 8 for each card that was revoked meanwhile.
constexpr std::size_t max_state_bytes = std::size_t{64} * 1024 * 1024;

std::int64_t number(const JsonValue& root, std::string_view member, bool& good) {
  const auto value = root.find(member);
  std::int64_t result = -1;
  if (value) {
    const std::string_view text = value->text();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
    if (error != std::errc{} || end != text.data() + text.size()) result = -1;
  }
  good = good && result >= 0;
  return result;
}

// Nothing when the member is missing: an earlier release did not write it. A member of the wrong type spoils the state.
std::optional<JsonValue> member_of(const JsonValue& root, std::string_view member, JsonKind kind, bool& good) {
  auto value = root.find(member);
  if (!value || value->is(kind)) return value;
  good = false;
  return std::nullopt;
}

bool flag(const JsonValue& root, std::string_view member, bool& good) {
  const auto value = member_of(root, member, JsonKind::boolean, good);
  return value && value->boolean();
}

std::string text(const JsonValue& root, std::string_view member, bool& good) {
  const auto value = member_of(root, member, JsonKind::string, good);
  return value ? value->string() : std::string{};
}

std::int64_t integer(std::string_view text, bool& good) {
  std::int64_t result = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), result);
  good = good && error == std::errc{} && end == text.data() + text.size() && result >= 0;
  return result;
}

// A run of an earlier release has none.
std::vector<std::int64_t> integers(const JsonValue& root, std::string_view member, bool& good) {
  std::vector<std::int64_t> all;
  const auto list = member_of(root, member, JsonKind::array, good);
  for (auto one = list ? list->first() : std::nullopt; one; one = one->next())
    all.push_back(integer(one->text(), good));
  return all;
}

// "CODE LINE" each.
std::vector<NotMade> not_made_of(const JsonValue& root, bool& good) {
  std::vector<NotMade> all;
  const auto list = member_of(root, "not_made", JsonKind::array, good);
  for (auto one = list ? list->first() : std::nullopt; one; one = one->next()) {
    const std::string text = one->string();
    const std::size_t space = text.find(' ');
    const auto code = find_error(text.substr(0, space));
    if (!code || space == std::string::npos) {
      good = false;
      continue;
    }
    all.push_back({integer(std::string_view(text).substr(space + 1), good), *code});
  }
  return all;
}

void write_outcome(JsonWriter& json, const RunState& state) {
  json.member("behind", state.is_behind).member("exit", std::int64_t{state.exit_code});
  json.name("not_made").begin_array();
  for (const NotMade& one : state.not_made) json.string(std::string(name(one.code)) + " " + std::to_string(one.line));
  json.end_array().name("left_out").begin_array();
  for (const std::int64_t ordinal : state.left_out) json.number(ordinal);
  json.end_array();
}

RunSettings settings_of(const JsonValue& root, bool& good) {
  RunSettings settings;
  const auto all = member_of(root, "settings", JsonKind::object, good);
  for (auto value = all ? all->first() : std::nullopt; value; value = value->next()) {
    good = good && value->is(JsonKind::string);
    settings.emplace_back(value->name(), value->string());
  }
  return settings;
}

int exit_of(const JsonValue& root, bool& good) {
  constexpr std::int64_t max_exit = 255;
  const std::int64_t code = root.find("exit") ? number(root, "exit", good) : 0;
  good = good && code <= max_exit;
  return good ? static_cast<int>(code) : 0;
}

// No batch begins behind the last card, and no run has fewer cards than none.
bool hangs_together(const RunState& state) {
  return state.begun <= state.cards && state.first <= state.cards && state.not_made.size() <= max_not_made;
}

// A row of the table `runs` that was written as one of these; others are of the journal's end and of what was taken
// back.
bool is_run(std::string_view row) {
  return row.starts_with(R"({"schema":"vhc.run/)");
}

std::string counted(std::int64_t number, const std::string& one) {
  return std::to_string(number) + " " + one + (number == 1 ? "" : "s");
}

const std::string* find(const RunSettings& settings, const std::string& flag) {
  const auto found = std::find_if(settings.begin(), settings.end(), [&](const auto& one) { return one.first == flag; });
  return found == settings.end() ? nullptr : &found->second;
}

}  // namespace

std::string to_json(const RunState& state) {
  JsonWriter json;
  json.begin_object().member("schema", schema).member("persons", state.persons).member("cards", state.cards);
  json.member("first", state.first).member("begun", state.begun);
  json.member("ndjson", static_cast<std::int64_t>(state.ndjson));
  json.member("letters", static_cast<std::int64_t>(state.letters)).member("base", state.base);
  json.member("whole", state.is_whole).member("done", state.is_done);
  json.member("abandoned", state.is_abandoned).member("input", state.input);
  json.member("file", name_in_json(state.file)).member("command", name_in_json(state.command));
  write_outcome(json, state);
  json.name("settings").begin_object();
  for (const auto& [flag, value] : state.settings) json.member(flag, name_in_json(value));
  return json.end_object().end_object().take();
}

Result<RunState> parse_run_state(std::string_view json) {
  const auto document = JsonDocument::parse(std::string(json), {.max_bytes = max_state_bytes});
  if (!document || document->root().find_string("schema") != schema) return fail(Errc::ledger_broken);
  const JsonValue root = document->root();
  bool good = true;
  const RunState state{.persons = number(root, "persons", good),
                       .cards = number(root, "cards", good),
                       .first = number(root, "first", good),
                       .begun = number(root, "begun", good),
                       .ndjson = static_cast<std::uint64_t>(number(root, "ndjson", good)),
                       .letters = static_cast<std::uint64_t>(number(root, "letters", good)),
                       .base = number(root, "base", good),
                       .is_whole = flag(root, "whole", good),
                       .is_done = flag(root, "done", good),
                       .is_abandoned = flag(root, "abandoned", good),
                       .is_behind = flag(root, "behind", good),
                       .exit_code = exit_of(root, good),
                       .not_made = not_made_of(root, good),
                       .left_out = integers(root, "left_out", good),
                       .input = text(root, "input", good),
                       .file = text(root, "file", good),
                       .command = text(root, "command", good),
                       .settings = settings_of(root, good)};
  if (!good || !hangs_together(state)) return fail(Errc::ledger_broken);
  return state;
}

std::string run_key(std::string_view input, const RunSettings& settings) {
  std::string all(input);
  for (const auto& [flag, value] : settings) all += "\n" + flag + "=" + std::to_string(value.size()) + ":" + value;
  const Sha256 hash = sha256(as_bytes(all));
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

std::string different_settings(const RunSettings& a, const RunSettings& b) {
  std::string flags;
  const auto compare = [&flags](const RunSettings& one, const RunSettings& other, bool only_missing) {
    for (const auto& [flag, value] : one) {
      const std::string* const there = find(other, flag);
      // One of them may have come out of JSON.
      const bool differs = there == nullptr || (!only_missing && name_in_json(*there) != name_in_json(value));
      if (differs) flags += (flags.empty() ? "" : ", ") + flag;
    }
  };
  compare(a, b, false);
  compare(b, a, true);
  return flags;
}

Result<std::vector<BegunRun>> all_runs(const LedgerStore& store) {
  VHC_TRY(const std::vector<LedgerRun> rows, store.runs());
  std::vector<BegunRun> runs;
  for (const LedgerRun& row : rows) {
    auto state = parse_run_state(row.state);
    if (!state && is_run(row.state)) return fail(Errc::ledger_broken, "state of a run");
    if (state) runs.push_back({row.id, *std::move(state)});
  }
  return runs;
}

Result<std::vector<BegunRun>> begun_runs(const LedgerStore& store) {
  VHC_TRY(std::vector<BegunRun> runs, all_runs(store));
  const auto is_over = [](const BegunRun& run) { return run.state.is_done || run.state.input.empty(); };
  runs.erase(std::remove_if(runs.begin(), runs.end(), is_over), runs.end());
  return runs;
}

Result<std::vector<BegunRun>> begun_runs(const IssuerFolder& folder, const Io& io) {
  if (!io.exists(folder.ledger_file())) return std::vector<BegunRun>{};
  VHC_TRY(const LedgerStore store, LedgerStore::open(folder.ledger_file()));
  return begun_runs(store);
}

std::string progress_of(const RunState& state) {
  return state.file + ": " + counted(state.num_cards(), "card") + " for the first " + counted(state.persons, "person");
}

std::string resume_command(const RunState& state) {
  return state.command + " --resume";
}

tl::unexpected<Error> interrupted(const RunState& state) {
  return fail(Errc::run_interrupted, progress_of(state), resume_command(state) + " goes on with it");
}

Result<void> check_begun(const LedgerStore& store, const RunState& asked, bool resume) {
  VHC_TRY(const std::vector<BegunRun> begun, begun_runs(store));
  for (const BegunRun& run : begun) {
    if (run.state.input != asked.input) continue;
    const std::string how = resume_command(run.state) + " continues it; --abandon ends it";
    const std::string others = different_settings(run.state.settings, asked.settings);
    if (!resume) return fail(Errc::bulk_unfinished, progress_of(run.state), how);
    if (!others.empty()) return fail(Errc::run_other_settings, others, how);
  }
  return {};
}

}  // namespace vhc
