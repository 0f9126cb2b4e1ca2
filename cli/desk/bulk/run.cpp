#include "desk/bulk/run.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <ostream>

#include "desk/bulk/batch.h"
#include "desk/bulk/run_end.h"
#include "desk/bulk/run_progress.h"
#include "desk/print_intake.h"
#include "desk/refused_file.h"
#include "desk/store/input_file.h"
#include "shell/jobs.h"
#include "shell/stop_request.h"
#include "vhc/base64url.h"
#include "vhc/display_text.h"

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

struct Batch {
  std::vector<Piece> pieces;
  RunState state;  // once it is decided
  bool is_last = false;
  std::optional<Error> error = {};
};

RunState asked_run(const BulkPlan& plan, const InputReader& reader) {
  RunState asked;
  asked.input = input_id(reader);
  asked.file = plan.input.name();
  asked.command = plan.command;
  asked.settings = plan.settings;
  return asked;
}

class BulkRun {
 public:
  BulkRun(const BulkPlan& plan, const BulkFlags& flags, InputFiles files, InputReader reader, std::size_t jobs, Io& io)
      : plan_(plan),
        flags_(flags),
        io_(io),
        files_(std::move(files)),
        reader_(std::move(reader)),
        progress_(plan.desk, asked_run(plan, reader_), io),
        maker_(plan.desk, plan.minimise, flags.again, flags.beside, jobs),
        outputs_(flags, jobs, io),
        refused_(flags.refused, flags.force),
        table_(io.err()),
        policy_(jobs > 1 ? std::launch::async : std::launch::deferred),
        batch_persons_(batch_size(flags)) {}

  Result<int> run() {
    VHC_CHECK_OK(progress_.open(flags_.resume));
    if (!flags_.resume) {
      VHC_TRY(const std::vector<BegunRun> begun, begun_runs(progress_.session().store()));
      VHC_CHECK_OK(outputs_.check_new(begun));
    }
    VHC_CHECK_OK(refused_.check(plan_.input, reader_.summary(), io_));
    const StopRequest stop;
    auto done = decide_all();
    io_.show_progress({});
    if (!done && done.error().hint.empty()) done.error().hint = what_next(done.error().code);
    if (!done) return tl::unexpected(std::move(done).error());
    return report();
  }

 private:
  // What was erased comes back by no command.
  std::string what_next(Errc code) const {
    if (code != Errc::ledger_emptied) return resume_command(progress_.state()) + " goes on with it";
    if (progress_.is_complete()) return "the files of the run cannot be written again; its cards stay valid";
    return "the files of the run cannot be completed; its cards stay valid: vhc status shows how the run is ended";
  }

  Result<void> decide_all() {
    const bool was_begun = flags_.resume && progress_.is_begun();
    if (!flags_.resume) VHC_CHECK_OK(progress_.begin());
    state_ = progress_.state();
    tell_file();
    VHC_CHECK_OK(maker_.know(progress_.session().store(), 0, state_.base));
    if (was_begun) VHC_CHECK_OK(catch_up());
    if (flags_.resume) VHC_CHECK_OK(know_others());
    VHC_CHECK_OK(skip());
    if (state_.is_done) return look_at_ended();
    // Other desks and runs may have issued what is still to come.
    if (!flags_.resume || own_next_ != state_.cards) {
      VHC_CHECK_OK(maker_.know(progress_.session().store(), state_.base, progress_.session().next_number()));
    }
    if (!state_.is_whole) VHC_CHECK_OK(all_batches());
    return finish();
  }

  // ---- what an earlier process left

  // The outputs are brought to what the ledger has.
  Result<void> catch_up() {
    outputs_.set_lengths({state_.ndjson, state_.letters});
    if (state_.is_whole && outputs_.is_there()) return {};  // only names are left to give
    VHC_CHECK_OK(look_for_revoked());
    if (state_.is_behind || !remarks_.revoked.empty()) return leave_out();
    VHC_TRY(const bool as_left, outputs_.is_as_left());
    if (!as_left) VHC_CHECK_OK(outputs_.start_over());
    return write_again(as_left ? state_.first : state_.begun);
  }

  // Nobody is handed revoked cards as good ones. A process that is cut off here begins with the first card again.
  Result<void> leave_out() {
    if (!state_.is_behind) {
      state_.is_behind = true;
      VHC_CHECK_OK(progress_.commit(state_));
    }
    return write_anew();
  }

  Result<void> write_anew() {
    std::vector<BulkCard> revoked;
    state_.left_out.clear();
    for (const RevokedCard& card : remarks_.revoked) {
      state_.left_out.push_back(card.ordinal);
      revoked.push_back({card.ordinal - state_.begun, 0, card.number, {}, {}});
    }
    VHC_CHECK_OK(outputs_.remove(revoked));
    VHC_CHECK_OK(outputs_.start_over());
    return write_again(state_.begun);
  }

  Result<void> write_again(std::int64_t from) {
    return each_card(from, state_.left_out, [this](const std::vector<BulkCard>& cards) { return write(cards); });
  }

  Result<void> look_for_revoked() {
    VHC_TRY(remarks_.revoked,
            revoked_in_run(progress_.session().store(), progress_.id(), state_.begun, plan_.desk.folder.keys()));
    return {};
  }

  Result<void> each_card(std::int64_t from, const std::vector<std::int64_t>& without, const GiveCards& give) {
    const RunCards cards{progress_.session().store(), plan_.desk.ledger, progress_.id(), state_.begun};
    return cards.each(from, without, give);
  }

  // The persons whose cards were decided; what there is to say of them is said again.
  Result<void> skip() {
    own_next_ = state_.begun;
    for (std::int64_t left = state_.persons; left > 0;) {
      if (StopRequest::is_there()) return interrupted();
      std::vector<Piece> pieces(static_cast<std::size_t>(std::min<std::int64_t>(left, batch_persons)));
      for (Piece& piece : pieces) {
        VHC_TRY(const bool got, reader_.next(piece.intake));
        if (!got) return fail(Errc::ledger_broken, plan_.input.name());
      }
      left -= static_cast<std::int64_t>(pieces.size());
      maker_.prepare(pieces);
      while (!pieces.empty()) VHC_CHECK_OK(skip_part(maker_.part(pieces)));
    }
    return {};
  }

  Result<void> skip_part(std::vector<Piece> pieces) {
    VHC_CHECK_OK(maker_.compare(pieces, progress_.session().store()));
    for (Piece& piece : pieces) {
      refuse_again(piece);
      count(piece);
      if (!io_.json()) table_.add(piece.intake);
      if (io_.json() && !piece.intake.is_issuable()) print(piece);
    }
    std::vector<LedgerRow> own;  // their cards, and some of the next persons'
    VHC_CHECK_OK(progress_.session().store().each_of_run(progress_.id(), own_next_, [&](LedgerRow row) {
      own.push_back(std::move(row));
      return own.size() < pieces.size();
    }));
    own_next_ += static_cast<std::int64_t>(maker_.know_again(pieces, own));
    return {};
  }

  // What only signing found out.
  void refuse_again(Piece& piece) const {
    const auto found = std::find_if(state_.not_made.begin(), state_.not_made.end(),
                                    [&](const NotMade& one) { return one.line == piece.intake.line; });
    if (found == state_.not_made.end() || !piece.intake.is_issuable()) return;
    piece.is_wanted = false;
    piece.intake.refused = true;
    piece.intake.findings.push_back({found->line, {}, Severity::error, found->code});
  }

  // What was issued since the run was begun, but by others: why somebody was refused is found again.
  Result<void> know_others() {
    std::vector<std::int64_t> own;
    VHC_CHECK_OK(progress_.session().store().each_of_run(progress_.id(), state_.begun, [&own](const LedgerRow& row) {
      own.push_back(row.number);
      return true;
    }));
    std::sort(own.begin(), own.end());
    return maker_.know(progress_.session().store(), state_.base, progress_.session().next_number(), own);
  }

  // ---- a run that has ended

  // Checks that its outputs are still there; with --force it writes them again.
  Result<void> look_at_ended() {
    VHC_CHECK_OK(look_for_revoked());
    VHC_TRY(remarks_.since, taken_back_since(progress_.session().store(), progress_.id(), state_.input));
    if (flags_.force) {
      VHC_CHECK_OK(write_anew());
      settle_outputs();
      VHC_CHECK_OK(outputs_.finish());
      io_.say("wrote    the cards again, as the ledger has them");
      return progress_.commit(state_);
    }
    VHC_TRY(std::string gone, outputs_.gone({state_.ndjson, state_.letters}));
    if (gone.empty()) {
      VHC_TRY(gone, changed_output());
    }
    if (!gone.empty()) {
      return fail(Errc::run_output_gone, gone,
                  resume_command(state_) + " --force writes all cards of the run again; vhc reprint gives one");
    }
    io_.say("complete already: nothing was left to do");
    return {};
  }

  Result<std::string> changed_output() {
    BulkLengths at;
    bool is_same = true;
    auto looked = each_card(state_.begun, state_.left_out, [&](const std::vector<BulkCard>& cards) -> Result<void> {
      if (!is_same) return {};
      VHC_TRY(is_same, outputs_.hold(cards, at));
      return {};
    });
    if (!looked && looked.error().code == Errc::ledger_emptied) return std::string{};  // nothing to compare with
    if (!looked) return tl::unexpected(std::move(looked).error());
    if (is_same) return std::string{};
    return flags_.ndjson ? *flags_.ndjson : flags_.letters && !flags_.out ? *flags_.letters : *flags_.out;
  }

  void settle_outputs() {
    state_.ndjson = outputs_.lengths().ndjson;
    state_.letters = outputs_.lengths().letters;
    state_.is_behind = false;
  }

  // ---- one batch after the other: while one is signed, the next is read and the one before is made durable

  Result<void> all_batches() {
    std::future<Batch> ahead = read_ahead();
    Batch before;
    std::future<Result<void>> settling;
    const auto settle = [&]() -> Result<void> {
      if (!settling.valid()) return {};
      VHC_CHECK_OK(settling.get());
      return tell(before);
    };
    for (bool is_last = false; !is_last;) {
      Batch batch = ahead.get();
      if (batch.error) return tl::unexpected(std::move(*batch.error));
      if (StopRequest::is_there()) {
        VHC_CHECK_OK(settle());
        return interrupted();
      }
      is_last = batch.is_last;
      if (!is_last) ahead = read_ahead();
      if (progress_.is_long_held()) {
        VHC_CHECK_OK(settle());
        VHC_CHECK_OK(let_others_in());
      }
      maker_.prepare(batch.pieces);
      do {
        Batch part{maker_.part(batch.pieces), {}};
        if (has_relatives(part.pieces)) VHC_CHECK_OK(settle());  // the ledger is for one thread at a time
        VHC_CHECK_OK(maker_.compare(part.pieces, progress_.session().store()));
        auto signed_all = maker_.sign(part.pieces, {progress_.id(), state_.cards, progress_.session().next_number()});
        VHC_CHECK_OK(settle());
        if (!signed_all) return signed_all;
        VHC_CHECK_OK(files_.check_unchanged(reader_.digest(), plan_.rules));
        VHC_CHECK_OK(enter(part));
        maker_.know(part.pieces);
        before = std::move(part);
        settling = std::async(policy_, [this, &before] { return commit(before); });
      } while (!batch.pieces.empty());
      show_progress();
    }
    return settle();
  }

  std::future<Batch> read_ahead() {
    return std::async(policy_, [this] {
      Batch batch;
      while (batch.pieces.size() < batch_persons_) {
        Piece piece;
        auto got = reader_.next(piece.intake);
        batch.is_last = !got || !*got;
        if (!got) batch.error = std::move(got).error();
        if (batch.is_last) break;
        batch.pieces.push_back(std::move(piece));
      }
      return batch;
    });
  }

  // And asks the ledger again: what they issued is known from then on, and the key may be revoked.
  Result<void> let_others_in() {
    VHC_TRY(const std::int64_t from, progress_.let_others_in());
    return maker_.know(progress_.session().store(), from, progress_.session().next_number());
  }

  // Into the session; nothing is decided yet.
  Result<void> enter(Batch& batch) {
    state_.first = state_.cards;
    for (const Piece& piece : batch.pieces) {
      if (!piece.is_wanted) continue;
      VHC_CHECK_OK(record_card(plan_.desk, *piece.made, progress_.session()));
      ++state_.cards;
    }
    for (const Piece& piece : batch.pieces) {
      if (!piece.is_not_made || state_.not_made.size() == max_not_made) continue;
      state_.not_made.push_back({piece.intake.line, piece.intake.findings.back().code});
    }
    state_.persons += static_cast<std::int64_t>(batch.pieces.size());
    batch.state = state_;
    return {};
  }

  // Decides the batch and writes it out. Runs beside the signing of the next one, and touches nothing that that does.
  Result<void> commit(const Batch& batch) {
    RunState state = batch.state;
    state.ndjson = outputs_.lengths().ndjson;
    state.letters = outputs_.lengths().letters;
    const std::int64_t begun = state.begun;
    VHC_CHECK_OK(progress_.commit(std::move(state)));
    std::vector<BulkCard> cards;
    for (const Piece& piece : batch.pieces) {
      if (!piece.is_wanted) continue;
      const MadeCard& made = *piece.made;
      cards.push_back({piece.ordinal - begun, piece.intake.line, made.row.label, made.row.kid, made.card.jws});
    }
    return write(cards);
  }

  // A card that its output lacks is known all the same.
  Result<void> write(const std::vector<BulkCard>& cards) {
    auto written = outputs_.write(cards);
    if (written) return {};
    Error error = std::move(written).error();
    const std::int64_t num_cards = progress_.state().num_cards();
    error.what = std::to_string(num_cards) + (num_cards == 1 ? " card is" : " cards are") +
                 " issued, and not all of them are in the files of the run: " + error.what;
    error.hint += (error.hint.empty() ? "" : "; ") + resume_command(progress_.state()) + " completes the files";
    return tl::unexpected(std::move(error));
  }

  // What is left when every card is in the outputs is to give them their names; a run that is cut off there does only
  // that when it goes on.
  Result<void> finish() {
    VHC_CHECK_OK(look_for_revoked());
    if (!state_.is_whole) {
      if (remarks_.revoked.size() != state_.left_out.size()) VHC_CHECK_OK(leave_out());
      settle_outputs();
      state_.is_whole = true;
      VHC_CHECK_OK(progress_.commit(state_));
    }
    VHC_CHECK_OK(outputs_.finish());
    state_.is_done = true;
    VHC_TRY(remarks_.since, taken_back_since(progress_.session().store(), progress_.id(), state_.input));
    state_.exit_code = exit_code();
    if (num_taken_back_ > 0) {
      VHC_CHECK_OK(note_taken_back(progress_.session(), state_.input, state_.file, num_taken_back_, io_));
    }
    return progress_.commit(state_);
  }

  Result<void> interrupted() const {
    return fail(Errc::run_interrupted, progress_of(progress_.state()),
                resume_command(progress_.state()) + " goes on with it");
  }

  // ---- what is said

  void tell_file() {
    if (io_.json()) return;
    for (const InputFinding& finding : reader_.summary().findings) table_.add(finding);
  }

  void count(const Piece& piece) {
    counts_.add(piece.intake);
    refused_.add(piece.intake);
    num_taken_back_ += num_taken_back(piece.intake);
    remarks_.add_maybe(piece.maybe);
    if (piece.is_known) remarks_.add_known(piece.sharing);
    if (flags_.again && piece.is_wanted && !piece.sharing.empty()) remarks_.add_again(piece.sharing);
  }

  Result<void> tell(const Batch& batch) {
    for (const Piece& piece : batch.pieces) {
      count(piece);
      if (!io_.json()) {
        table_.add(piece.intake);
        continue;
      }
      print(piece);
    }
    return io_.json() ? io_.flush_out() : Result<void>{};
  }

  void print(const Piece& piece) const {
    JsonWriter json;
    if (piece.is_wanted) {
      const MadeCard& made = *piece.made;
      const BulkCard card{.ordinal = piece.ordinal - state_.begun, .label = made.row.label};
      begin_issued_line(
          json, plan_.input.name(), piece.intake, plan_.identity,
          {made.row.label, made.row.kid, made.card.jws, outputs_.files_of(card), flags_.ndjson || flags_.out});
    } else {
      begin_check_line(json, plan_.input.name(), piece.intake, plan_.identity);
      if (piece.is_known) json.member("already", true);
    }
    if (!piece.sharing.empty()) {
      json.name("also").begin_array();
      for (const std::string& card : piece.sharing) json.string(card);
      json.end_array();
    }
    io_.out() << json.end_object().text() << '\n';
  }

  void show_progress() {
    if (std::chrono::steady_clock::now() - started_ < std::chrono::seconds{1}) return;
    io_.show_progress(std::to_string(state_.cards - state_.begun) + " cards of " + std::to_string(state_.persons) +
                      " persons, " + std::to_string(counts_.refused) + " refused");
  }

  Result<int> report() {
    if (io_.json()) {
      io_.out() << check_summary_json(plan_.input.name(), reader_.summary(), counts_, files_.starts(),
                                      remarks_.revoked_numbers())
                << '\n';
    } else if (!io_.quiet()) {
      table_.end(reader_.summary(), counts_, files_.starts());
      remarks_.say_known(io_);
      const std::int64_t cards = state_.num_cards();
      const std::size_t without = state_.left_out.size();
      io_.say("issued   " + std::to_string(cards) + (cards == 1 ? " card" : " cards") +
              (without == 0 ? "" : "; " + std::to_string(without) + " of them not in the files, see below"));
    }
    remarks_.say_rest(state_.left_out, io_);
    VHC_CHECK_OK(refused_.write(files_, reader_.summary(), plan_.rules, io_));
    return std::max(exit_code(), state_.exit_code);
  }

  // 1 also when not every card of the run is handed over as a good one.
  int exit_code() const {
    const int read = exit_code_of(reader_.summary(), counts_);
    return read == 0 && !remarks_.is_empty() ? 1 : read;
  }

  const BulkPlan& plan_;
  const BulkFlags& flags_;
  Io& io_;
  InputFiles files_;
  InputReader reader_;
  RunProgress progress_;
  BatchMaker maker_;
  BulkOutputs outputs_;
  RefusedFile refused_;
  FindingTable table_;
  std::launch policy_;
  std::size_t batch_persons_;
  std::int64_t own_next_ = 0;  // the ordinal of the first card of the run that is not known yet
  RunState state_;             // ahead of what is decided, by a batch
  IntakeCounts counts_;
  std::int64_t num_taken_back_ = 0;
  RunRemarks remarks_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace

std::string input_id(const InputReader& reader) {
  return to_base64url(reader.digest());
}

Result<int> run_bulk(const BulkPlan& plan, const BulkFlags& flags, Io& io) {
  VHC_TRY(const std::size_t jobs, jobs_of(flags.jobs));
  VHC_TRY(InputFiles files, InputFiles::open(plan.input, io));
  VHC_TRY(InputReader reader, open_reader(files, plan.input.name(), plan.rules));
  for (const auto* file : {&flags.ndjson, &flags.letters}) {
    for (const std::string& input : plan.input.files) {
      if (*file && (**file == input || io.is_same_file(**file, input))) return fail(Errc::same_file, **file);
    }
  }
  BulkRun run(plan, flags, std::move(files), std::move(reader), jobs, io);
  return run.run();
}

}  // namespace vhc
