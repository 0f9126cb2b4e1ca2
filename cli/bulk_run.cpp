#include "bulk_run.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <ostream>

#include "args.h"
#include "input_file.h"
#include "jobs.h"
#include "known_events.h"
#include "print_intake.h"
#include "run_state.h"
#include "vhc/sha256.h"
#include "worker_pool.h"

namespace vhc {
namespace {

// The folder is let go of between two batches, so that one must not take long: with files of its own for each card it
// is smaller.
constexpr std::size_t batch_persons = 512;
constexpr std::size_t batch_persons_with_files = 64;
constexpr std::size_t batch_persons_with_pictures = 16;
// How long the run holds the folder when nobody waits.
constexpr std::chrono::milliseconds lock_span{1000};

std::size_t batch_size(const BulkFlags& flags) {
  if (flags.qr_format) return batch_persons_with_pictures;
  return flags.out ? batch_persons_with_files : batch_persons;
}

// A person on the way from the file to a card.
struct Piece {
  Intake intake;
  MinimalBundle bundle;
  std::optional<MadeCard> made;
  bool is_wanted = false;                    // there is something to sign
  bool is_known = false;                     // it was issued before
  std::vector<std::int64_t> relatives = {};  // cards that may be this person's, to be compared
  std::optional<Error> error = {};
  std::int64_t ordinal = 0;
};

struct Batch {
  std::vector<Piece> pieces;
  RunState state;  // once it is decided
  bool is_last = false;
  std::optional<Error> error = {};
};

void refuse(Piece& piece, Errc code) {
  piece.is_wanted = false;
  piece.intake.refused = true;
  piece.intake.findings.push_back({piece.intake.line, {}, Severity::error, code});
}

class BulkRun {
 public:
  BulkRun(const BulkPlan& plan, const BulkFlags& flags, InputFiles files, InputReader reader, std::size_t jobs, Io& io)
      : plan_(plan),
        flags_(flags),
        io_(io),
        files_(std::move(files)),
        reader_(std::move(reader)),
        outputs_(flags, jobs, io),
        table_(io.err()),
        jobs_(jobs),
        batch_persons_(batch_size(flags)),
        pool_(jobs) {}

  Result<int> run() {
    VHC_CHECK_OK(begin());
    begun_ = state_.begun;
    if (!io_.json()) {
      for (const InputFinding& finding : reader_.summary().findings) table_.add(finding);
    }
    VHC_CHECK_OK(skip());
    if (state_.persons > 0) VHC_CHECK_OK(know_all());  // other desks may have issued what is still to come
    if (state_.is_done) {
      io_.say("complete already: nothing was left to do");
      return report();
    }
    auto done = state_.is_whole ? Result<void>{} : all_batches();
    io_.show_progress({});
    if (!done) return tl::unexpected(std::move(done).error());
    VHC_CHECK_OK(finish());
    return report();
  }

 private:
  // ---- where the run stands

  Result<void> begin() {
    key_ = run_key();
    VHC_CHECK_OK(open_session());
    VHC_CHECK_OK(session_->purge(plan_.desk.at));
    VHC_TRY(const auto known_run, session_->store().run(key_));
    if (!known_run) {
      VHC_CHECK_OK(outputs_.check_new());
      state_.base = session_->next_number();
      session_->set_run(key_, to_json(state_));
      VHC_CHECK_OK(session_->commit());
      VHC_TRY(const auto made, session_->store().run(key_));
      if (!made) return fail(Errc::ledger_broken, plan_.desk.folder.ledger_file());
      run_ = made->id;
    } else {
      run_ = known_run->id;
      VHC_TRY(state_, parse_run_state(known_run->state));
      VHC_CHECK_OK(go_on());
    }
    if (flags_.again) return {};
    VHC_TRY(known_, KnownEvents::load(session_->store(), state_.base));
    return {};
  }

  Result<void> know_all() {
    if (flags_.again) return {};
    VHC_TRY(known_, KnownEvents::load(session_->store(), session_->next_number()));
    return {};
  }

  Result<void> go_on() {
    if (state_.is_done && !flags_.resume) {
      // The same file again, in the same way: a new run that issues what is new in it.
      VHC_CHECK_OK(outputs_.check_new());
      state_ = {.cards = state_.cards, .first = state_.cards, .begun = state_.cards, .base = session_->next_number()};
      session_->set_run(key_, to_json(state_));
      return session_->commit();
    }
    if (state_.is_done) return {};
    if (!flags_.resume) return fail(Errc::bulk_unfinished, plan_.input.name(), "--resume goes on where it stopped");
    outputs_.set_lengths({state_.ndjson, state_.letters});
    if (state_.is_whole && outputs_.is_there()) return {};  // only names are left to give
    VHC_TRY(const bool as_left, outputs_.is_as_left());
    std::int64_t from = state_.first;
    if (!as_left) {
      VHC_CHECK_OK(outputs_.start_over());
      from = state_.begun;
    }
    return write_again(from);
  }

  // The cards of the run from an ordinal on, out of the ledger.
  Result<void> write_again(std::int64_t from) {
    std::vector<BulkCard> cards;
    Result<void> done;
    const auto flush = [&] {
      auto written = outputs_.write(cards);
      cards.clear();
      if (!written) done = tl::unexpected(std::move(written).error());
    };
    VHC_CHECK_OK(session_->store().each_of_run(run_, from, [&](const LedgerRow& row) {
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

  std::string run_key() const {
    std::string text(reinterpret_cast<const char*>(reader_.digest().data()), reader_.digest().size());
    text += "\n" + plan_.settings;
    const Sha256 hash = sha256(as_bytes(text));
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
  }

  Result<void> open_session() {
    VHC_TRY(FolderSession session, begin_session(plan_.desk, io_));
    session_.emplace(std::move(session));
    locked_since_ = std::chrono::steady_clock::now();
    return {};
  }

  // The persons whose cards were decided; what there is to say of them is said again.
  Result<void> skip() {
    for (std::int64_t left = state_.persons; left > 0;) {
      Batch batch;
      const std::int64_t count = std::min<std::int64_t>(left, batch_persons);
      for (std::int64_t i = 0; i < count; ++i) {
        Piece piece;
        VHC_TRY(const bool got, reader_.next(piece.intake));
        if (!got) return fail(Errc::ledger_broken, plan_.input.name());
        batch.pieces.push_back(std::move(piece));
      }
      prepare(batch);
      VHC_CHECK_OK(compare(batch));
      for (const Piece& piece : batch.pieces) {
        counts_.add(piece.intake);
        if (piece.is_known) ++num_known_;
        if (!io_.json()) table_.add(piece.intake);
      }
      left -= count;
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
      is_last = batch.is_last;
      if (!is_last) ahead = read_ahead();
      prepare(batch);
      VHC_CHECK_OK(renew_session(settle));
      if (has_relatives(batch)) VHC_CHECK_OK(settle());  // the ledger is for one thread at a time
      VHC_CHECK_OK(compare(batch));
      auto signed_all = sign(batch);
      VHC_CHECK_OK(settle());
      if (!signed_all) return signed_all;
      VHC_CHECK_OK(files_.check_unchanged(reader_.digest(), plan_.rules));
      VHC_CHECK_OK(enter(batch));
      before = std::move(batch);
      settling = std::async(policy(), [this, &before] { return commit(before); });
      show_progress();
    }
    return settle();
  }

  std::launch policy() const { return jobs_ > 1 ? std::launch::async : std::launch::deferred; }

  std::future<Batch> read_ahead() {
    return std::async(policy(), [this] {
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

  // What does not need the card's number.
  void prepare(Batch& batch) {
    pool_.for_each(batch.pieces.size(), [this, &batch](std::size_t i) {
      Piece& piece = batch.pieces[i];
      if (!piece.intake.is_issuable()) return look_up(piece);
      auto bundle = minimal_bundle(piece.intake, plan_.minimise);
      if (!bundle) return refuse(piece, bundle.error().code);
      piece.bundle = *std::move(bundle);
      piece.is_wanted = true;
      look_up(piece);
    });
  }

  void look_up(Piece& piece) const {
    if (flags_.again) return;
    const RecordFacts record = facts_of(piece.intake, bundle_of(piece));
    if (says_something(record)) piece.relatives = known_.cards_with(marks_for(plan_.desk.ledger, record));
  }

  static const MinimalBundle* bundle_of(const Piece& piece) { return piece.is_wanted ? &piece.bundle : nullptr; }

  static bool has_relatives(const Batch& batch) {
    return std::any_of(batch.pieces.begin(), batch.pieces.end(),
                       [](const Piece& piece) { return !piece.relatives.empty(); });
  }

  // What needs the ledger's rows, one after the other.
  Result<void> compare(Batch& batch) {
    for (Piece& piece : batch.pieces) {
      if (piece.relatives.empty()) continue;
      const MinimalBundle* const bundle = bundle_of(piece);
      VHC_TRY(const Comparison comparison, find_issued(session_->store(), plan_.desk.ledger, piece.relatives,
                                                       facts_of(piece.intake, bundle), bundle));
      refuse_for(comparison, piece.intake);
      if (!comparison.clashes.empty()) piece.is_wanted = false;
      if (!comparison.is_same) continue;
      piece.is_known = true;
      piece.is_wanted = false;
    }
    return {};
  }

  // Lets in whoever waits, and looks at the key again: it may be revoked meanwhile.
  template <class Settle>
  Result<void> renew_session(const Settle& settle) {
    const std::string& folder = plan_.desk.folder.path();
    if (std::chrono::steady_clock::now() - locked_since_ < lock_span && !io_.is_waited_for(folder)) return {};
    VHC_CHECK_OK(settle());
    session_.reset();
    io_.let_others_in(folder);
    return open_session();
  }

  // A card that cannot be made, such as one that is too long, has no number: the rest is signed again with theirs.
  Result<void> sign(Batch& batch) {
    for (;;) {
      std::vector<Piece*> wanted;
      for (Piece& piece : batch.pieces) {
        if (piece.is_wanted) wanted.push_back(&piece);
      }
      const std::int64_t number = session_->next_number();
      pool_.for_each(wanted.size(), [&](std::size_t i) {
        Piece& piece = *wanted[i];
        piece.ordinal = state_.cards + static_cast<std::int64_t>(i);
        sign_piece(piece, number + static_cast<std::int64_t>(i));
      });
      const auto failed =
          std::find_if(wanted.begin(), wanted.end(), [](const Piece* p) { return p->error.has_value(); });
      if (failed == wanted.end()) return {};
      if (info((*failed)->error->code).exit_code != 4) return tl::unexpected(*std::move((*failed)->error));
      for (Piece* const piece : wanted) {
        if (piece->error) refuse(*piece, piece->error->code);
        piece->error.reset();
      }
    }
  }

  void sign_piece(Piece& piece, std::int64_t number) const {
    const CardOrder order{.bundle = &piece.bundle,
                          .events = piece.intake.events,
                          .line = piece.intake.line,
                          .nbf = plan_.desk.at,
                          .run = run_,
                          .ordinal = piece.ordinal};
    auto made = make_card(plan_.desk, order, number, journal_number(number, plan_.desk.at));
    if (made) {
      piece.made = *std::move(made);
    } else {
      piece.error = std::move(made).error();
    }
  }

  // Into the session; nothing is decided yet.
  Result<void> enter(Batch& batch) {
    const std::int64_t first = state_.cards;
    for (const Piece& piece : batch.pieces) {
      if (!piece.is_wanted) continue;
      VHC_CHECK_OK(record_card(plan_.desk, *piece.made, *session_));
      ++state_.cards;
    }
    state_.persons += static_cast<std::int64_t>(batch.pieces.size());
    state_.first = first;
    batch.state = state_;
    return {};
  }

  // Decides the batch and writes it out. Runs beside the signing of the next one, and touches nothing that that does.
  Result<void> commit(const Batch& batch) {
    RunState state = batch.state;
    state.ndjson = outputs_.lengths().ndjson;
    state.letters = outputs_.lengths().letters;
    session_->set_run(key_, to_json(state));
    VHC_CHECK_OK(session_->commit());
    std::vector<BulkCard> cards;
    for (const Piece& piece : batch.pieces) {
      if (!piece.is_wanted) continue;
      const MadeCard& made = *piece.made;
      cards.push_back({piece.ordinal - begun_, piece.intake.line, made.row.label, made.row.kid, made.card.jws});
    }
    return outputs_.write(cards).map([](const auto&) {});
  }

  // ---- what is said

  Result<void> tell(const Batch& batch) {
    for (const Piece& piece : batch.pieces) {
      counts_.add(piece.intake);
      if (piece.is_known) ++num_known_;
      if (!io_.json()) {
        table_.add(piece.intake);
        continue;
      }
      JsonWriter json;
      begin_check_line(json, plan_.input.name(), piece.intake, plan_.identity);
      if (piece.is_known) json.member("already", true);
      if (piece.is_wanted) write_issued(json, piece);
      io_.out() << json.end_object().text() << '\n';
    }
    return {};
  }

  void write_issued(JsonWriter& json, const Piece& piece) const {
    const MadeCard& made = *piece.made;
    json.member("journal", made.row.label).member("kid", made.row.kid);
    json.member("jws_chars", static_cast<std::int64_t>(made.card.jws.size())).name("files").begin_array();
    const BulkCard card{.ordinal = piece.ordinal - begun_, .label = made.row.label};
    for (const std::string& file : outputs_.files_of(card)) json.string(name_in_json(file));
    json.end_array();
  }

  void show_progress() {
    if (std::chrono::steady_clock::now() - started_ < std::chrono::seconds{1}) return;
    io_.show_progress(std::to_string(state_.cards - state_.begun) + " cards of " + std::to_string(state_.persons) +
                      " persons, " + std::to_string(counts_.refused) + " refused");
  }

  // What is left when every card is in the outputs is to give them their names; a run that is cut off there does only
  // that when it goes on.
  Result<void> finish() {
    const bool was_whole = state_.is_whole;
    state_.ndjson = outputs_.lengths().ndjson;
    state_.letters = outputs_.lengths().letters;
    if (!was_whole) {
      VHC_CHECK_OK(outputs_.write({}).map([](const auto&) {}));  // a run without a card has its files too
      state_.is_whole = true;
      session_->set_run(key_, to_json(state_));
      VHC_CHECK_OK(session_->commit());
    }
    VHC_CHECK_OK(outputs_.finish(was_whole));
    state_.is_done = true;
    session_->set_run(key_, to_json(state_));
    return session_->commit();
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
    return exit_code_of(reader_.summary(), counts_);
  }

  const BulkPlan& plan_;
  const BulkFlags& flags_;
  Io& io_;
  InputFiles files_;
  InputReader reader_;
  BulkOutputs outputs_;
  FindingTable table_;
  std::size_t jobs_;
  std::size_t batch_persons_;
  WorkerPool pool_;
  std::string key_;
  std::int64_t run_ = 0;
  RunState state_;
  std::int64_t begun_ = 0;  // as in state_, which the signing of the next batch changes
  KnownEvents known_;
  IntakeCounts counts_;
  std::int64_t num_known_ = 0;
  std::optional<FolderSession> session_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point locked_since_;
};

}  // namespace

void add_bulk_flags(Verb& verb, BulkFlags& flags) {
  verb.option("--ndjson", flags.ndjson, "FILE", "all cards in one file, a JSON line each; FILE.part until it is whole");
  verb.option("--out", flags.out, "DIR", "a .smart-health-card file of each person, in folders of 1,000");
  verb.option("--qr-format", flags.qr_format, "svg|png", "with --out: a picture of each card too, read back");
  verb.option("--letters", flags.letters, "FILE",
              "a CSV file of names and card numbers, for letters; nothing clinical");
  verb.option("--jobs", flags.jobs, "N", "threads (default: one a core)");
  verb.flag("--resume", flags.resume, "go on where a run over this file stopped");
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
