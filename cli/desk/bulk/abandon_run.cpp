#include "desk/bulk/abandon_run.h"

#include <algorithm>

#include "desk/bulk/run.h"
#include "desk/store/folder_session.h"

namespace vhc {
namespace {

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

}  // namespace

InputToEnd input_to_end(const InputOperand& input, const InputRules& rules, Io& io) {
  InputToEnd asked{{}, name_in_json(input.name())};
  const auto files = InputFiles::open(input, io);
  if (!files) return asked;
  const auto reader = open_reader(*files, input.name(), rules);
  if (reader) asked.id = input_id(*reader);
  return asked;
}

Result<std::vector<RunToEnd>> runs_to_end(const IssuerFolder& folder, const InputToEnd& asked, Io& io) {
  VHC_TRY(FolderSession session, FolderSession::begin(folder, io));
  return runs_to_end(session.store(), asked, io);
}

Result<void> end_runs(const IssuerFolder& folder, const InputToEnd& asked, Io& io,
                      const std::function<void(const RunToEnd& ended, const TakenBackSince& since)>& give) {
  VHC_TRY(FolderSession session, FolderSession::begin(folder, io));
  VHC_TRY(std::vector<RunToEnd> runs, runs_to_end(session.store(), asked, io));
  for (RunToEnd& one : runs) {
    one.run.state.is_done = one.run.state.is_abandoned = true;
    session.set_run(run_key(one.run.state.input, one.run.state.settings), to_json(one.run.state));
    VHC_CHECK_OK(session.commit());
    VHC_TRY(const TakenBackSince since, taken_back_since(session.store(), one.run.id));
    give(one, since);
  }
  return {};
}

}  // namespace vhc
