#include "desk/bulk/run.h"

#include <utility>

#include "desk/bulk/batch.h"
#include "desk/bulk/batch_reader.h"
#include "desk/bulk/earlier_persons.h"
#include "desk/bulk/output_repair.h"
#include "desk/bulk/run_store.h"
#include "shell/stop_request.h"
#include "vhc/base64url.h"

namespace vhc {
namespace {

// The folder is let go of between two batches, so that one must not take long: with files of its own for each card it
// is smaller.
constexpr std::size_t batch_persons = 512;
constexpr std::size_t batch_persons_with_files = 64;
constexpr std::size_t batch_persons_with_pictures = 16;

std::size_t batch_size(const BulkFlags& flags) {
  if (flags.qr_format) return batch_persons_with_pictures;
  return flags.out ? batch_persons_with_files : batch_persons;
}

RunState asked_run(const BulkPlan& plan, const InputReader& reader) {
  RunState asked;
  asked.input = input_id(reader);
  asked.file = plan.input.name();
  asked.command = plan.command;
  asked.settings = plan.settings;
  return asked;
}

// Hands values from one to the next: the reader gives persons, the maker signs them, the store decides them and writes
// them out, and the verb hears of them.
class BulkRun {
 public:
  BulkRun(const BulkPlan& plan, const BulkFlags& flags, const InputFiles& files, InputReader& reader, RunEvents& events,
          Io& io)
      : plan_(plan),
        flags_(flags),
        files_(files),
        reader_(reader),
        digest_(reader.digest()),
        events_(events),
        store_(plan.desk, asked_run(plan, reader), flags, plan.jobs, io),
        maker_(plan.desk, plan.minimise, flags.again, flags.beside, plan.jobs) {}

  Result<RunResult> run() {
    VHC_CHECK_OK(store_.open(flags_.resume));
    if (!flags_.resume) {
      VHC_TRY(const std::vector<BegunRun> begun, begun_runs(ledger()));
      VHC_CHECK_OK(store_.outputs().check_new(begun));
    }
    VHC_CHECK_OK(events_.opened(reader_.summary()));
    const StopRequest stop;
    auto done = decide_all();
    if (!done && done.error().hint.empty()) done.error().hint = what_next(done.error().code);
    if (!done) return tl::unexpected(std::move(done).error());
    result_.cards = state_.num_cards();
    result_.left_out = state_.left_out;
    result_.exit = worst(exit(), static_cast<Exit>(state_.exit_code));
    return std::move(result_);
  }

 private:
  FolderSession& session() { return store_.progress().session(); }
  LedgerStore& ledger() { return session().store(); }
  OutputRepair repair() { return {plan_.desk, flags_, store_.progress(), store_.outputs()}; }

  // What was erased comes back by no command.
  std::string what_next(Errc code) {
    const RunProgress& progress = store_.progress();
    if (code != Errc::ledger_emptied) return resume_command(progress.state()) + " goes on with it";
    if (progress.is_complete()) return "the files of the run cannot be written again; its cards stay valid";
    return "the files of the run cannot be completed; its cards stay valid: vhc status shows how the run is ended";
  }

  Result<void> decide_all() {
    RunProgress& progress = store_.progress();
    const bool was_begun = flags_.resume && progress.is_begun();
    if (!flags_.resume) VHC_CHECK_OK(progress.begin());
    state_ = progress.state();
    VHC_CHECK_OK(maker_.know(ledger(), 0, state_.base));
    if (was_begun) VHC_CHECK_OK(catch_up());
    VHC_TRY(const std::int64_t own_next, pass_earlier());
    if (state_.is_done) return look_at_ended();
    // Other desks and runs may have issued what is still to come.
    if (!flags_.resume || own_next != state_.cards) {
      VHC_CHECK_OK(maker_.know(ledger(), state_.base, session().next_number()));
    }
    if (!state_.is_whole) VHC_CHECK_OK(all_batches());
    return finish();
  }

  // ---- what an earlier process left

  // The outputs are brought to what the ledger has.
  Result<void> catch_up() {
    store_.outputs().set_lengths({state_.ndjson, state_.letters});
    if (state_.is_whole && store_.outputs().is_there()) return {};  // only names are left to give
    VHC_TRY(result_.remarks.revoked, repair().revoked());
    return repair().catch_up(state_, result_.remarks.revoked);
  }

  Result<std::int64_t> pass_earlier() {
    EarlierPersons earlier(store_.progress(), maker_);
    if (flags_.resume) VHC_CHECK_OK(earlier.know_others());
    return earlier.pass(reader_, plan_.input.name(), [this](const Piece& piece) {
      count(piece);
      events_.person(
          {.intake = piece.intake, .sharing = piece.sharing, .is_known = piece.is_known, .is_earlier = true});
    });
  }

  // ---- a run that has ended

  // Checks that its outputs are still there; with --force it writes them again.
  Result<void> look_at_ended() {
    OutputRepair outputs = repair();
    VHC_TRY(result_.remarks.revoked, outputs.revoked());
    VHC_TRY(result_.remarks.since, taken_back_since(ledger(), store_.progress().id(), state_.input));
    if (flags_.force) {
      VHC_CHECK_OK(outputs.write_anew(state_, result_.remarks.revoked));
      outputs.settle(state_);
      VHC_CHECK_OK(store_.outputs().finish());
      result_.end = RunEnd::written_again;
      return store_.progress().commit(state_);
    }
    VHC_TRY(const std::string lacking, outputs.lacking(state_));
    if (!lacking.empty()) {
      return fail(Errc::run_output_gone, lacking,
                  resume_command(state_) + " --force writes all cards of the run again; vhc reprint gives one");
    }
    result_.end = RunEnd::nothing_left;
    return {};
  }

  // ---- one batch after the other: while one is signed, the next is read and the one before is made durable

  Result<void> all_batches() {
    BatchReader batches(reader_, batch_size(flags_), plan_.jobs > 1 ? std::launch::async : std::launch::deferred);
    run_id_ = store_.progress().id();
    next_number_ = session().next_number();
    for (bool is_last = false; !is_last;) {
      VHC_TRY(ReadBatch batch, batches.next());
      if (StopRequest::is_there()) {
        VHC_CHECK_OK(settle());
        return interrupted(store_.progress().state());
      }
      is_last = batch.is_last;
      if (store_.is_long_held()) {
        VHC_CHECK_OK(settle());
        VHC_CHECK_OK(let_others_in());
      }
      maker_.prepare(batch.pieces);
      do VHC_CHECK_OK(sign_part(maker_.part(batch.pieces)));
      while (!batch.pieces.empty());
      events_.progress({state_.num_cards(), state_.persons, result_.counts.refused});
    }
    return settle();
  }

  Result<void> sign_part(std::vector<Piece> pieces) {
    if (has_relatives(pieces)) {
      VHC_CHECK_OK(settle());
      VHC_CHECK_OK(maker_.compare(pieces, ledger()));
    }
    auto signed_all = maker_.sign(pieces, {run_id_, state_.cards, next_number_});
    VHC_CHECK_OK(settle());
    if (!signed_all) return signed_all;
    VHC_CHECK_OK(files_.check_unchanged(digest_, plan_.rules));
    advance(pieces);
    maker_.know(pieces);
    store_.start({std::move(pieces), state_});
    return {};
  }

  // Waits for the batch that the store works on, and tells of it.
  Result<void> settle() {
    VHC_TRY(const std::optional<SignedBatch> batch, store_.settle());
    if (!batch) return {};
    for (const Piece& piece : batch->pieces) {
      count(piece);
      tell(piece);
    }
    return events_.decided();
  }

  void tell(const Piece& piece) {
    RunPerson person{.intake = piece.intake, .sharing = piece.sharing, .is_known = piece.is_known};
    if (piece.is_wanted) {
      person.card = &*piece.made;
      person.files =
          store_.outputs().files_of({.ordinal = piece.ordinal - state_.begun, .label = piece.made->row.label});
    }
    events_.person(person);
  }

  // And asks the ledger again: what they issued is known from then on, and the key may be revoked.
  Result<void> let_others_in() {
    VHC_TRY(const std::int64_t from, store_.let_others_in());
    next_number_ = session().next_number();
    return maker_.know(ledger(), from, next_number_);
  }

  // To where the run stands with these persons; nothing is decided yet.
  void advance(const std::vector<Piece>& pieces) {
    state_.first = state_.cards;
    for (const Piece& piece : pieces) {
      if (piece.is_wanted) {
        ++state_.cards;
        ++next_number_;
      }
      if (!piece.is_not_made || state_.not_made.size() == max_not_made) continue;
      state_.not_made.push_back({piece.intake.line, piece.intake.findings.back().code});
    }
    state_.persons += static_cast<std::int64_t>(pieces.size());
  }

  // What is left when every card is in the outputs is to give them their names; a run that is cut off there does only
  // that when it goes on.
  Result<void> finish() {
    OutputRepair outputs = repair();
    RunProgress& progress = store_.progress();
    RunRemarks& remarks = result_.remarks;
    VHC_TRY(remarks.revoked, outputs.revoked());
    if (!state_.is_whole) {
      if (remarks.revoked.size() != state_.left_out.size()) VHC_CHECK_OK(outputs.leave_out(state_, remarks.revoked));
      outputs.settle(state_);
      state_.is_whole = true;
      VHC_CHECK_OK(progress.commit(state_));
    }
    VHC_CHECK_OK(store_.outputs().finish());
    state_.is_done = true;
    VHC_TRY(remarks.since, taken_back_since(ledger(), progress.id(), state_.input));
    state_.exit_code = to_int(exit());
    if (result_.num_taken_back > 0) {
      VHC_TRY(result_.not_known_to,
              note_taken_back(progress.session(), state_.input, state_.file, result_.num_taken_back));
    }
    return progress.commit(state_);
  }

  void count(const Piece& piece) {
    result_.counts.add(piece.intake);
    result_.num_taken_back += num_taken_back(piece.intake);
    result_.remarks.add_maybe(piece.maybe);
    if (piece.is_known) result_.remarks.add_known(piece.sharing);
    if (flags_.again && piece.is_wanted && !piece.sharing.empty()) result_.remarks.add_again(piece.sharing);
  }

  // Findings also when not every card of the run is handed over as a good one.
  Exit exit() const {
    const Exit read = exit_of(reader_.summary(), result_.counts);
    return worst(read, findings_if(!result_.remarks.is_empty()));
  }

  const BulkPlan& plan_;
  const BulkFlags& flags_;
  const InputFiles& files_;
  InputReader& reader_;
  Sha256 digest_;
  RunEvents& events_;
  RunStore store_;
  BatchMaker maker_;
  RunState state_;  // ahead of what is decided, by a batch
  std::int64_t run_id_ = 0;
  std::int64_t next_number_ = 0;  // in the journal, of the next card
  RunResult result_;
};

}  // namespace

std::string input_id(const InputReader& reader) {
  return to_base64url(reader.digest());
}

Result<RunResult> run_bulk(const BulkPlan& plan, const BulkFlags& flags, const InputFiles& files, InputReader& reader,
                           RunEvents& events, Io& io) {
  for (const auto* file : {&flags.ndjson, &flags.letters}) {
    for (const std::string& input : plan.input.files) {
      if (*file && (**file == input || io.is_same_file(**file, input))) return fail(Errc::same_file, **file);
    }
  }
  BulkRun run(plan, flags, files, reader, events, io);
  return run.run();
}

}  // namespace vhc
