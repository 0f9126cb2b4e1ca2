#include "bulk_run.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <ostream>

#include "args.h"
#include "bulk_batch.h"
#include "input_file.h"
#include "jobs.h"
#include "print_intake.h"
#include "refused_file.h"
#include "run_progress.h"
#include "stop_request.h"
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
        maker_(plan.desk, plan.minimise, flags.again, jobs),
        outputs_(flags, jobs, io),
        refused_(flags.refused, flags.force),
        table_(io.err()),
        policy_(jobs > 1 ? std::launch::async : std::launch::deferred),
        batch_persons_(batch_size(flags)) {}

  Result<int> run() {
    VHC_CHECK_OK(progress_.open(flags_.resume));
    if (!flags_.resume) VHC_CHECK_OK(outputs_.check_new());
    VHC_CHECK_OK(refused_.check(plan_.input, reader_.summary(), io_));
    const StopRequest stop;
    auto done = decide_all();
    io_.show_progress({});
    if (!done && done.error().hint.empty()) done.error().hint = resume_command(progress_.state()) + " goes on with it";
    if (!done) return tl::unexpected(std::move(done).error());
    return report();
  }

 private:
  Result<void> decide_all() {
    const bool was_begun = flags_.resume && progress_.is_begun();
    if (!flags_.resume) VHC_CHECK_OK(progress_.begin());
    state_ = progress_.state();
    tell_file();
    VHC_CHECK_OK(maker_.know(progress_.session().store(), 0, state_.base));
    if (was_begun) VHC_CHECK_OK(catch_up());
    VHC_CHECK_OK(skip());
    if (state_.is_done) {
      io_.say("complete already: nothing was left to do");
      return {};
    }
    // Other desks and runs may have issued what is still to come.
    VHC_CHECK_OK(maker_.know(progress_.session().store(), state_.base, progress_.session().next_number()));
    if (!state_.is_whole) VHC_CHECK_OK(all_batches());
    return finish();
  }

  // ---- what an earlier process left

  // The outputs are brought to what the ledger has.
  Result<void> catch_up() {
    outputs_.set_lengths({state_.ndjson, state_.letters});
    if (state_.is_whole && outputs_.is_there()) return {};  // only names are left to give
    VHC_TRY(const bool as_left, outputs_.is_as_left());
    if (!as_left) VHC_CHECK_OK(outputs_.start_over());
    return write_again(as_left ? state_.first : state_.begun);
  }

  // The cards of the run from an ordinal on, out of the ledger.
  Result<void> write_again(std::int64_t from) {
    std::vector<BulkCard> cards;
    Result<void> done;
    const auto flush = [&] {
      auto written = write(cards);
      cards.clear();
      if (!written) done = tl::unexpected(std::move(written).error());
    };
    VHC_CHECK_OK(progress_.session().store().each_of_run(progress_.id(), from, [&](const LedgerRow& row) {
      const auto content = plan_.desk.ledger.open(row.sealed, row.number);
      if (!content) {
        done = fail(row.sealed.empty() ? Errc::ledger_emptied : Errc::ledger_broken, row.label);
        return false;
      }
      cards.push_back({row.ordinal - state_.begun, content->line, row.label, row.kid, content->jws});
      if (cards.size() == batch_persons) flush();
      return done.has_value();
    }));
    if (done) flush();
    return done;
  }

  // The persons whose cards were decided; what there is to say of them is said again.
  Result<void> skip() {
    for (std::int64_t left = state_.persons; left > 0;) {
      if (StopRequest::is_there()) return interrupted();
      std::vector<Piece> pieces(static_cast<std::size_t>(std::min<std::int64_t>(left, batch_persons)));
      for (Piece& piece : pieces) {
        VHC_TRY(const bool got, reader_.next(piece.intake));
        if (!got) return fail(Errc::ledger_broken, plan_.input.name());
      }
      maker_.prepare(pieces);
      VHC_CHECK_OK(maker_.compare(pieces, progress_.session().store()));
      for (const Piece& piece : pieces) {
        count(piece);
        if (!io_.json()) table_.add(piece.intake);
      }
      left -= static_cast<std::int64_t>(pieces.size());
    }
    return {};
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
      if (has_relatives(batch.pieces)) VHC_CHECK_OK(settle());  // the ledger is for one thread at a time
      VHC_CHECK_OK(maker_.compare(batch.pieces, progress_.session().store()));
      auto signed_all = maker_.sign(batch.pieces, {progress_.id(), state_.cards, progress_.session().next_number()});
      VHC_CHECK_OK(settle());
      if (!signed_all) return signed_all;
      VHC_CHECK_OK(files_.check_unchanged(reader_.digest(), plan_.rules));
      VHC_CHECK_OK(enter(batch));
      before = std::move(batch);
      settling = std::async(policy_, [this, &before] { return commit(before); });
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
    if (!state_.is_whole) {
      state_.ndjson = outputs_.lengths().ndjson;
      state_.letters = outputs_.lengths().letters;
      state_.is_whole = true;
      VHC_CHECK_OK(progress_.commit(state_));
    }
    VHC_CHECK_OK(outputs_.finish());
    state_.is_done = true;
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
    if (piece.is_known) ++num_known_;
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
    io_.out() << json.end_object().text() << '\n';
  }

  void show_progress() {
    if (std::chrono::steady_clock::now() - started_ < std::chrono::seconds{1}) return;
    io_.show_progress(std::to_string(state_.cards - state_.begun) + " cards of " + std::to_string(state_.persons) +
                      " persons, " + std::to_string(counts_.refused) + " refused");
  }

  Result<int> report() {
    if (io_.json()) {
      io_.out() << check_summary_json(plan_.input.name(), reader_.summary(), counts_, files_.starts()) << '\n';
    } else if (!io_.quiet()) {
      table_.end(reader_.summary(), counts_, files_.starts());
      if (num_known_ > 0)
        io_.say("already  " + std::to_string(num_known_) + " were issued before and are left as they are");
      io_.say("issued   " + std::to_string(state_.cards - state_.begun) + " cards");
    }
    VHC_CHECK_OK(refused_.write(files_, reader_.summary(), plan_.rules, io_));
    return exit_code_of(reader_.summary(), counts_);
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
  RunState state_;  // ahead of what is decided, by a batch
  IntakeCounts counts_;
  std::int64_t num_known_ = 0;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

}  // namespace

std::string input_id(const InputReader& reader) {
  return to_base64url(reader.digest());
}

void add_bulk_flags(Verb& verb, BulkFlags& flags) {
  verb.option("--ndjson", flags.ndjson, "FILE", "all cards in one file, a JSON line each; FILE.part until it is whole");
  verb.option("--out", flags.out, "DIR", "a .smart-health-card file of each person, in folders of 1,000");
  verb.option("--qr-format", flags.qr_format, "svg|png", "with --out: a picture of each card too, read back");
  verb.option("--letters", flags.letters, "FILE",
              "a CSV file of names and card numbers, for letters; nothing clinical");
  verb.option("--jobs", flags.jobs, "N", "threads (default: one a core)");
  verb.flag("--resume", flags.resume, "go on where a run over this file stopped");
  verb.flag("--abandon", flags.abandon, "end a run over this file that stopped: what it issued stays issued");
  verb.flag("--yes", flags.yes, "with --abandon: ask nothing");
  verb.flag("--again", flags.again, "issue what was issued before, too, and beside a card with other content");
}

Result<void> check_bulk_flags(const BulkFlags& flags) {
  const bool is_format = !flags.qr_format || *flags.qr_format == "svg" || *flags.qr_format == "png";
  if (!is_format) return fail(Errc::usage, "--qr-format", "svg or png");
  if (flags.qr_format && !flags.out) return fail(Errc::usage, "--qr-format", "with --out DIR");
  if (flags.ndjson && flags.letters && *flags.ndjson == *flags.letters) {
    return fail(Errc::same_file, *flags.ndjson, "--ndjson and --letters need a file each");
  }
  for (const auto* file : {&flags.ndjson, &flags.out, &flags.letters}) {
    if (*file && **file == "-") return fail(Errc::usage, "issue", "a run that can go on needs files, not \"-\"");
  }
  if (flags.resume && flags.abandon) return fail(Errc::usage, "issue", "--resume goes on, --abandon ends: one of them");
  if (!flags.is_any() && (flags.resume || flags.jobs)) {
    return fail(Errc::usage, "issue", "--resume and --jobs go with --ndjson, --out or --letters");
  }
  return jobs_of(flags.jobs).map([](std::size_t) {});
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
