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

std::string text(const JsonValue& root, std::string_view member) {
  return root.find_string(member).value_or(std::string{});
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
  const auto list = root.find(member);
  if (!list || !list->is(JsonKind::array)) return all;
  for (auto one = list->first(); one; one = one->next()) all.push_back(integer(one->text(), good));
  return all;
}

// "CODE LINE" each.
std::vector<NotMade> not_made_of(const JsonValue& root, bool& good) {
  std::vector<NotMade> all;
  const auto list = root.find("not_made");
  if (!list || !list->is(JsonKind::array)) return all;
  for (auto one = list->first(); one; one = one->next()) {
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

RunSettings settings_of(const JsonValue& root) {
  RunSettings settings;
  const auto all = root.find("settings");
  if (!all || !all->is(JsonKind::object)) return settings;
  for (auto value = all->first(); value; value = value->next()) settings.emplace_back(value->name(), value->string());
  return settings;
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
  const auto document = JsonDocument::parse(std::string(json));
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
                       .is_whole = root.find("whole") && root.find("whole")->boolean(),
                       .is_done = root.find("done") && root.find("done")->boolean(),
                       .is_abandoned = root.find("abandoned") && root.find("abandoned")->boolean(),
                       .is_behind = root.find("behind") && root.find("behind")->boolean(),
                       .exit_code = root.find("exit") ? static_cast<int>(number(root, "exit", good)) : 0,
                       .not_made = not_made_of(root, good),
                       .left_out = integers(root, "left_out", good),
                       .input = text(root, "input"),
                       .file = text(root, "file"),
                       .command = text(root, "command"),
                       .settings = settings_of(root)};
  if (!good) return fail(Errc::ledger_broken);
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
      if (there == nullptr || (!only_missing && *there != value)) flags += (flags.empty() ? "" : ", ") + flag;
    }
  };
  compare(a, b, false);
  compare(b, a, true);
  return flags;
}

Result<std::vector<BegunRun>> begun_runs(const LedgerStore& store) {
  VHC_TRY(const std::vector<LedgerRun> runs, store.runs());
  std::vector<BegunRun> begun;
  for (const LedgerRun& run : runs) {
    auto state = parse_run_state(run.state);  // the row of the journal's end is none
    if (state && !state->is_done && !state->input.empty()) begun.push_back({run.id, *std::move(state)});
  }
  return begun;
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
    const std::string how = resume_command(run.state) + " goes on with it; --abandon ends it";
    const std::string others = different_settings(run.state.settings, asked.settings);
    if (!resume) return fail(Errc::bulk_unfinished, progress_of(run.state), how);
    if (!others.empty()) return fail(Errc::run_other_settings, others, how);
  }
  return {};
}

}  // namespace vhc
