#include "desk/print_run.h"

#include <algorithm>
#include <ostream>

#include "vhc/display_text.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

// Each once.
std::vector<std::string> sorted(std::vector<std::string> numbers) {
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

std::string records_in_words(std::int64_t count) {
  return std::to_string(count) + (count == 1 ? " record" : " records");
}

void say_known(const RunRemarks& remarks, const Io& io) {
  if (remarks.num_known == 0) return;
  io.say("already  " + std::to_string(remarks.num_known) + " were issued before and are unchanged");
  const std::vector<std::string> cards = sorted(remarks.known_on);
  io.say("         on " + first_numbers(cards) + (cards.size() > most_named_cards ? "; --json names all of them" : ""));
}

void say_end(RunEnd end, const Io& io) {
  if (end == RunEnd::written_again) io.say("wrote    the cards again, from the ledger");
  if (end == RunEnd::nothing_left) io.say("already complete: nothing to do");
}

}  // namespace

void say_remarks(const RunRemarks& remarks, const std::vector<std::int64_t>& left_out, const Io& io) {
  const auto is_left_out = [&](const RevokedCard& card) {
    return std::find(left_out.begin(), left_out.end(), card.ordinal) != left_out.end();
  };
  const bool all_out = std::all_of(remarks.revoked.begin(), remarks.revoked.end(), is_left_out);
  if (remarks.revoked.size() == 1) {
    io.say_always("revoked  card " + remarks.revoked.front().number +
                  " of this run was revoked or corrected since it was issued" +
                  (all_out ? ", and is left out" : ", and is in the files: do not hand it out"));
  } else if (!remarks.revoked.empty()) {
    io.say_always("revoked  " + std::to_string(remarks.revoked.size()) +
                  " cards of this run were revoked or corrected since they were issued, and are " +
                  (all_out ? "left out: " : "in the files, do not hand them out: ") +
                  first_numbers(remarks.revoked_numbers()));
  }
  if (remarks.num_again > 0) {
    io.say_always("note     " + std::to_string(remarks.num_again) +
                  (remarks.num_again == 1 ? " person has" : " persons have") +
                  " a valid card besides the new one: " + first_numbers(sorted(remarks.again_on)));
  }
  if (remarks.num_maybe > 0) {
    const std::vector<std::string> cards = sorted(remarks.maybe_on);
    io.say_always("note     " + std::to_string(remarks.num_maybe) + (remarks.num_maybe == 1 ? " person" : " persons") +
                  " may have a valid card already: vhc cards --number shows " + first_numbers(cards) +
                  ", vhc revoke revokes one of the two");
  }
  if (remarks.since.records == 0) return;
  std::string files;
  for (const std::string& file : remarks.since.files) files += (files.empty() ? "" : ", ") + printable(file);
  io.say_always("note     " + records_in_words(remarks.since.records) + " in " + files +
                " took something back before this run " + "had ended: issue " +
                (remarks.since.files.size() == 1 ? "that file" : "those files") +
                " again before a card is handed out, and the cards that have it are named");
}

void say_not_known_to(const std::vector<RunState>& runs, std::int64_t records, const Io& io) {
  for (const RunState& run : runs) {
    io.say_always("note     a run is unfinished: " + printable(progress_of(run)) + ". " + records_in_words(records) +
                  " here say that a dose or result was not given or is deleted, and the "
                  "run does not know of it: when it has ended, run this file again");
  }
}

Result<void> RunPrinter::opened(const InputSummary& summary) {
  VHC_CHECK_OK(refused_.check(what_.input, summary, io_));
  if (!shows_table()) return {};
  for (const InputFinding& finding : summary.findings) table_.add(finding);
  return {};
}

void RunPrinter::person(const RunPerson& person) {
  refused_.add(person.intake);
  if (shows_table()) table_.add(person.intake);
  const bool was_printed = person.is_earlier && person.intake.is_issuable();  // by the process that made the card
  if (io_.json() && !was_printed) print(person);
}

void RunPrinter::print(const RunPerson& person) const {
  JsonWriter json;
  if (person.card) {
    const MadeCard& made = *person.card;
    begin_issued_line(json, what_.input.name(), person.intake, what_.identity,
                      {made.row.label, made.row.kid, made.card.jws, person.files, what_.is_elsewhere});
  } else {
    begin_check_line(json, what_.input.name(), person.intake, what_.identity);
    if (person.is_known) json.member("already", true);
  }
  if (!person.sharing.empty()) {
    json.name("also").begin_array();
    for (const std::string& card : person.sharing) json.string(card);
    json.end_array();
  }
  io_.out() << json.end_object().text() << '\n';
}

Result<void> RunPrinter::decided() {
  return io_.json() ? io_.flush_out() : Result<void>{};
}

void RunPrinter::progress(const RunCounts& counts) {
  if (std::chrono::steady_clock::now() - started_ < std::chrono::seconds{1}) return;
  io_.show_progress(std::to_string(counts.cards) + " cards of " + std::to_string(counts.persons) + " persons, " +
                    std::to_string(counts.refused) + " refused");
}

Result<Exit> RunPrinter::end(const RunResult& result, const InputFiles& files, const InputSummary& summary) {
  say_end(result.end, io_);
  say_not_known_to(result.not_known_to, result.num_taken_back, io_);
  if (io_.json()) {
    io_.out() << check_summary_json(what_.input.name(), summary, result.counts, files.starts(),
                                    result.remarks.revoked_numbers())
              << '\n';
  } else if (!io_.quiet()) {
    table_.end(summary, result.counts, files.starts());
    say_known(result.remarks, io_);
    const std::size_t without = result.left_out.size();
    io_.say("issued   " + std::to_string(result.cards) + (result.cards == 1 ? " card" : " cards") +
            (without == 0 ? "" : "; " + std::to_string(without) + " of them not in the files, see below"));
  }
  say_remarks(result.remarks, result.left_out, io_);
  VHC_CHECK_OK(refused_.write(files, summary, what_.rules, io_));
  return result.exit;
}

}  // namespace vhc
