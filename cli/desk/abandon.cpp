#include "desk/abandon.h"

#include <ostream>

#include "desk/bulk/abandon_run.h"
#include "desk/print_run.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

std::string numbers_of(const RunToEnd& one) {
  if (one.first.empty()) return "no card";
  return one.first == one.last ? "card " + one.first
                               : std::to_string(one.run.state.num_cards()) + " cards, " + one.first + " to " + one.last;
}

void say_what_is_there(const RunToEnd& one, Io& io) {
  io.say("run      " + progress_of(one.run.state) + "; begun by " + one.run.state.command);
  io.say("issued   " + numbers_of(one));
  for (const std::string& file : one.files) io.say("file     " + printable(file) + " holds what the run wrote");
}

void print(const RunToEnd& one, Io& io) {
  if (!io.json()) {
    io.say("ended    " + progress_of(one.run.state) + ". Cards that were issued stay valid, and are not issued again");
    return;
  }
  JsonWriter json;
  json.begin_object().member("schema", "vhc.abandoned/1").member("input", one.run.state.file);
  json.member("cards", one.run.state.num_cards()).member("persons", one.run.state.persons);
  if (!one.first.empty()) json.member("first", one.first).member("last", one.last);
  json.name("files").begin_array();
  for (const std::string& file : one.files) json.string(name_in_json(file));
  io.out() << json.end_array().end_object().text() << '\n';
}

}  // namespace

Result<Exit> abandon_runs(const IssuerFolder& folder, const InputOperand& input, const InputRules& rules, bool yes,
                          Io& io) {
  const InputToEnd asked = input_to_end(input, rules, io);
  VHC_TRY(const std::vector<RunToEnd> runs, runs_to_end(folder, asked, io));  // not held while somebody thinks
  if (runs.empty()) return fail(Errc::run_nothing_to_resume, input.name(), "vhc status shows which runs are");
  for (const RunToEnd& one : runs) say_what_is_there(one, io);
  if (!yes) {
    VHC_TRY(const bool agreed, io.ask_yes("End it, so that it issues no more cards from this file?", "--yes"));
    if (!agreed) return declined("the run was not ended");
  }
  VHC_CHECK_OK(end_runs(folder, asked, io, [&io](const RunToEnd& ended, const TakenBackSince& since) {
    print(ended, io);
    RunRemarks remarks;
    remarks.since = since;
    say_remarks(remarks, {}, io);
  }));
  return Exit::done;
}

}  // namespace vhc
