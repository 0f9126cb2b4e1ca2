// A run over many persons is called without a verb: it hands back what happened, and prints nothing.
#include "desk/bulk/run.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "desk/bulk/abandon_run.h"
#include "desk/bulk/batch_reader.h"
#include "shell/program.h"
#include "verbs.h"

namespace vhc {
namespace {

constexpr const char* head = "patient_id,last_name,first_name,birth_date,admin_date,cvx,lot_number\n";

std::string row(int number, const std::string& birth = "1961-04-17", const std::string& id = {}) {
  return (id.empty() ? "p" + std::to_string(number) : id) + ",Testfamily" +
         std::string(1, static_cast<char>('A' + number)) + ",Given," + birth + ",2026-10-12,208,EV7\n";
}

// The talk of a run as somebody else than the program keeps it.
class Heard : public RunEvents {
 public:
  explicit Heard(std::string refuse_file = {}) : refuse_file_(std::move(refuse_file)) {}

  Result<void> opened(const InputSummary& summary) override {
    kind = summary.kind;
    return refuse_file_.empty() ? Result<void>{} : fail(Errc::usage, refuse_file_);
  }
  void person(const RunPerson& person) override {
    std::string one = std::to_string(person.intake.line);
    if (person.card) one += " " + person.card->row.label;
    if (person.is_known) one += " known " + person.sharing.front();
    if (person.is_earlier) one += " earlier";
    if (!person.intake.is_issuable()) one += " refused";
    for (const std::string& file : person.files) files.push_back(file);
    persons.push_back(std::move(one));
  }
  Result<void> decided() override {
    ++num_decided;
    if (stops_after_ != 0 && num_decided == stops_after_) return fail(Errc::unwritable, "somebody's pipe");
    return {};
  }
  void progress(const RunCounts& counts) override { last = counts; }

  void stop_after(int batches) { stops_after_ = batches; }

  std::optional<InputKind> kind;
  std::vector<std::string> persons;
  std::vector<std::string> files;
  int num_decided = 0;
  RunCounts last;

 private:
  std::string refuse_file_;
  int stops_after_ = 0;
};

class Runs : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "vhc-run-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    Verb root("vhc", "verifiable health cards", nullptr);
    add_all_verbs(root);
    ASSERT_EQ(run_program(root,
                          {"issuer", "init", path("shop"), "--iss", "https://pharmacy.example/shc", "--name", "Corner",
                           "--no-passphrase"},
                          io_),
              0)
        << err_.str();
    out_.str({});
    err_.str({});
    auto opened = IssuerFolder::open(path("shop"), io_);
    ASSERT_TRUE(opened) << opened.error().where;
    auto desk = open_desk(*std::move(opened), {.at = at_, .actor = "test"}, io_);
    ASSERT_TRUE(desk) << desk.error().where;
    desk_.emplace(*std::move(desk));
    rules_.today = std::chrono::floor<std::chrono::days>(at_);
    minimise_.today = rules_.today;
    err_.str({});
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }
  std::string read(const std::string& name) const {
    std::ifstream in(path(name));
    return {std::istreambuf_iterator<char>(in), {}};
  }

  Result<RunResult> run(const std::string& name, const BulkFlags& flags, RunEvents& events, std::size_t jobs = 2) {
    const InputOperand input{{path(name)}};
    VHC_TRY(const InputFiles files, InputFiles::open(input, io_));
    VHC_TRY(InputReader reader, open_reader(files, input.name(), rules_));
    const BulkPlan plan{.desk = *desk_,
                        .minimise = minimise_,
                        .rules = rules_,
                        .input = input,
                        .settings = {{"--ndjson", flags.ndjson.value_or("")}},
                        .command = "vhc issue " + name,
                        .jobs = jobs};
    return run_bulk(plan, flags, files, reader, events, io_);
  }

  BulkFlags to_ndjson() const {
    BulkFlags flags;
    flags.ndjson = path("cards.ndjson");
    return flags;
  }

  const UnixTime at_ = parse_time("2026-11-20T10:00:00Z").value();
  std::ostringstream out_;
  std::ostringstream err_;
  Io io_{World{.out = &out_,
               .err = &err_,
               .now = [this] { return at_; },
               .environment = [](const char*) { return std::nullopt; }}};
  std::string folder_;
  std::optional<CardDesk> desk_;
  InputRules rules_;
  MinimiseOptions minimise_;
};

using Lines = std::vector<std::string>;

TEST_F(Runs, GiveEverybodyInTheOrderOfTheFileAndPrintNothing) {
  write("day.csv", head + row(0) + row(1, "nonsense") + row(2));
  for (const bool json : {false, true}) {
    io_.set_flags(json, false);
    Heard heard;
    BulkFlags flags = to_ndjson();
    flags.again = json;  // the second time the same persons get one more card
    flags.force = json;
    const auto done = run("day.csv", flags, heard);
    ASSERT_TRUE(done) << done.error().what << done.error().where;
    EXPECT_EQ(heard.kind, InputKind::delimited);
    EXPECT_EQ(heard.persons, json ? (Lines{"2 2026-000004", "3 refused", "4 2026-000005"})
                                  : (Lines{"2 2026-000002", "3 refused", "4 2026-000003"}));
    EXPECT_EQ(done->end, RunEnd::issued);
    EXPECT_EQ(done->cards, 2);
    EXPECT_EQ(done->counts.refused, 1);
    EXPECT_EQ(done->exit, Exit::findings);
    EXPECT_EQ(done->remarks.num_again, json ? 2 : 0);
    EXPECT_EQ(out_.str() + err_.str(), "");
  }
}

TEST_F(Runs, AreTheSameOnOneThreadAndOnMany) {
  std::string text = head;
  for (int i = 0; i < 26; ++i) text += row(i);
  text += row(3, "1961-04-17", "again");  // the same person once more: has to be compared with a card of this run
  write("day.csv", text);
  BulkFlags flags;
  for (const std::size_t jobs : {1U, 4U}) {
    flags.out = path("cards" + std::to_string(jobs));
    flags.again = jobs != 1;
    Heard heard;
    const auto done = run("day.csv", flags, heard, jobs);
    ASSERT_TRUE(done) << done.error().what << done.error().where;
    EXPECT_EQ(heard.persons.size(), 27U);
    EXPECT_EQ(heard.files.size(), jobs == 1 ? 26U : 27U);
    EXPECT_EQ(heard.persons.back(), jobs == 1 ? "28 known 2026-000005" : "28 2026-000054");
    for (const std::string& file : heard.files) EXPECT_TRUE(std::filesystem::exists(file)) << file;
  }
}

TEST_F(Runs, ThatTheirCallerDoesNotWantAreNotBegun) {
  write("day.csv", head + row(0));
  Heard heard("--refused");
  const auto done = run("day.csv", to_ndjson(), heard);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().where, "--refused");
  EXPECT_TRUE(begun_runs(desk_->folder, io_).value().empty());
}

TEST_F(Runs, GoOnWhereTheirCallerStoppedListening) {
  std::string text = head;
  for (int i = 0; i < 20; ++i) text += row(i);
  write("day.csv", text + row(3, "1961-04-17", "again"));
  Heard stops;
  stops.stop_after(1);
  const auto stopped = run("day.csv", to_ndjson(), stops);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Errc::unwritable);
  EXPECT_EQ(stopped.error().hint, "vhc issue day.csv --resume goes on with it");
  ASSERT_EQ(begun_runs(desk_->folder, io_).value().size(), 1U);

  BulkFlags flags = to_ndjson();
  flags.resume = true;
  Heard heard;
  const auto done = run("day.csv", flags, heard);
  ASSERT_TRUE(done) << done.error().what << done.error().where;
  ASSERT_EQ(heard.persons.size(), 21U);
  EXPECT_EQ(heard.persons.front(), "2 earlier");
  EXPECT_EQ(heard.persons.back(), "22 known 2026-000005");
  EXPECT_EQ(done->cards, 20);
  const std::string cards = read("cards.ndjson");
  EXPECT_EQ(std::count(cards.begin(), cards.end(), '\n'), 20);

  Heard again;
  const auto nothing = run("day.csv", flags, again);
  ASSERT_TRUE(nothing);
  EXPECT_EQ(nothing->end, RunEnd::nothing_left);
  EXPECT_EQ(out_.str() + err_.str(), "");
}

TEST_F(Runs, AreEndedWithoutATalk) {
  write("day.csv", head + row(0) + row(1));
  Heard stops;
  stops.stop_after(1);
  ASSERT_FALSE(run("day.csv", to_ndjson(), stops));
  const InputToEnd asked = input_to_end({{path("day.csv")}}, rules_, io_);
  const auto found = runs_to_end(desk_->folder, asked, io_);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().first, "2026-000002");
  EXPECT_EQ(found->front().last, "2026-000003");
  int num_ended = 0;
  ASSERT_TRUE(end_runs(desk_->folder, asked, io_, [&](const RunToEnd& ended, const TakenBackSince& since) {
    ++num_ended;
    EXPECT_TRUE(ended.run.state.is_abandoned);
    EXPECT_EQ(since.records, 0);
  }));
  EXPECT_EQ(num_ended, 1);
  EXPECT_TRUE(begun_runs(desk_->folder, io_).value().empty());
  EXPECT_EQ(out_.str() + err_.str(), "");
}

TEST_F(Runs, ReadBatchesOfOneSizeAndTheRest) {
  write("day.csv", head + row(0) + row(1) + row(2) + row(4) + row(5));
  const InputOperand input{{path("day.csv")}};
  for (const std::launch policy : {std::launch::async, std::launch::deferred}) {
    const InputFiles files = InputFiles::open(input, io_).value();
    InputReader reader = open_reader(files, input.name(), rules_).value();
    BatchReader batches(reader, 2, policy);
    EXPECT_EQ(batches.next().value().pieces.size(), 2U);
    EXPECT_FALSE(batches.next().value().is_last);
    const auto last = batches.next();
    EXPECT_TRUE(last->is_last);
    ASSERT_EQ(last->pieces.size(), 1U);
    EXPECT_EQ(last->pieces.front().intake.line, 6);
  }
}

}  // namespace
}  // namespace vhc
