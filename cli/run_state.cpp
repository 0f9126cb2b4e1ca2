#include "run_state.h"

#include <charconv>

#include "vhc/json.h"
#include "vhc/json_writer.h"

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

}  // namespace

std::string to_json(const RunState& state) {
  JsonWriter json;
  json.begin_object().member("schema", schema).member("persons", state.persons).member("cards", state.cards);
  json.member("first", state.first).member("begun", state.begun);
  json.member("ndjson", static_cast<std::int64_t>(state.ndjson));
  json.member("letters", static_cast<std::int64_t>(state.letters)).member("base", state.base);
  json.member("whole", state.is_whole).member("done", state.is_done);
  return json.end_object().take();
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
                       .is_done = root.find("done") && root.find("done")->boolean()};
  if (!good) return fail(Errc::ledger_broken);
  return state;
}

}  // namespace vhc
