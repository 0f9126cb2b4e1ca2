#include <algorithm>
#include <ostream>

#include "desk/bulk/run.h"
#include "desk/bulk/run_end.h"
#include "desk/bulk/run_state.h"
#include "desk/store/folder_session.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

struct RunToEnd {
  BegunRun run;
  std::string first;  // of its cards, by number; empty: none
  std::string last;
  std::vector<std::string> files;  // that are there, by their names of then
};

std::vector<std::string> files_of(const RunState& state, const Io& io) {
  std::vector<std::string> files;
  for (const auto& [flag, value] : state.settings) {
    const bool is_output = flag == "--ndjson" || flag == "--letters" || flag == "--out";
    if (!is_output || value.empty()) continue;
    for (const std::string& file : {value, value + ".part"}) {
      if (io.exists(file)) files.push_back(file);
    }
  }
  return files;
}

// By its bytes; a file that was changed since, or is gone, by the name that the run has of it.
struct InputToEnd {
  std::string id;  // empty: it cannot be read
  std::string name;
};

InputToEnd input_to_end(const InputOperand& input, const InputRules& rules, Io& io) {
  InputToEnd asked{{}, name_in_json(input.name())};
  const auto files = InputFiles::open(input, io);
  if (!files) return asked;
  const auto reader = open_reader(*files, input.name(), rules);
  if (reader) asked.id = input_id(*reader);
  return asked;
}

Result<std::vector<RunToEnd>> runs_to_end(const LedgerStore& store, const InputToEnd& asked, const Io& io) {
  VHC_TRY(const std::vector<BegunRun> begun, begun_runs(store));
  const bool is_known = !asked.id.empty() && std::any_of(begun.begin(), begun.end(), [&](const BegunRun& run) {
    return run.state.input == asked.id;
  });
  std::vector<RunToEnd> runs;
  for (const BegunRun& run : begun) {
    if (is_known ? run.state.input != asked.id : run.state.file != asked.name) continue;
    RunToEnd& one = runs.emplace_back(RunToEnd{run, {}, {}, files_of(run.state, io)});
    VHC_CHECK_OK(store.each_of_run(run.id, run.state.begun, [&one](const LedgerRow& row) {
      if (one.first.empty()) one.first = row.label;
      one.last = row.label;
      return true;
    }));
  }
  return runs;
}

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

Result<int> abandon_runs(const IssuerFolder& folder, const InputOperand& input, const InputRules& rules, bool yes,
                         Io& io) {
  const InputToEnd asked = input_to_end(input, rules, io);
  const auto look = [&]() -> Result<std::vector<RunToEnd>> {  // the folder is not held while somebody thinks
    VHC_TRY(FolderSession session, FolderSession::begin(folder, io));
    return runs_to_end(session.store(), asked, io);
  };
  VHC_TRY(std::vector<RunToEnd> runs, look());
  if (runs.empty()) return fail(Errc::run_nothing_to_resume, input.name(), "vhc status shows which runs are");
  for (const RunToEnd& one : runs) say_what_is_there(one, io);
  if (!yes) {
    VHC_TRY(const bool agreed, io.ask_yes("End it, so that no more of the file is issued by it?", "--yes"));
    if (!agreed) return declined("the run was not ended");
  }
  VHC_TRY(FolderSession session, FolderSession::begin(folder, io));
  VHC_TRY(runs, runs_to_end(session.store(), asked, io));
  for (RunToEnd& one : runs) {
    one.run.state.is_done = one.run.state.is_abandoned = true;
    session.set_run(run_key(one.run.state.input, one.run.state.settings), to_json(one.run.state));
    VHC_CHECK_OK(session.commit());
    print(one, io);
    RunRemarks remarks;
    VHC_TRY(remarks.since, taken_back_since(session.store(), one.run.id));
    remarks.say_rest({}, io);
  }
  return 0;
}

}  // namespace vhc
