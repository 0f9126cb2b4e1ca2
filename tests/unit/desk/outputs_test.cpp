// Where the cards of a run go: places that are tried first, parts that only grow, whole files, and a disk that is full.
#include "desk/bulk/outputs.h"

#include <csignal>
#include <string>

#include <sys/resource.h>

#include "temporary_folder.h"
#include "vhc/base64url.h"
#include "vhc/card_file.h"
#include "vhc/deflate.h"
#include "vhc/json.h"
#include "vhc/jws.h"

namespace vhc {
namespace {

BulkCard card_of(std::int64_t ordinal, const std::string& jws = "eyJ.a.b") {
  const std::string number = std::to_string(ordinal + 1);
  return {.ordinal = ordinal,
          .line = ordinal + 2,
          .label = "2026-" + std::string(6 - number.size(), '0') + number,
          .kid = "KID",
          .jws = jws};
}

// As far as a letter is made from it: nobody looks at a signature that the run itself made.
std::string jws_about(const std::string& family, const std::string& given) {
  const std::string payload =
      R"({"iss":"https://pharmacy.example/shc","nbf":1,"vc":{"type":["https://smarthealth.cards#health-card"],)"
      R"("credentialSubject":{"fhirVersion":"4.0.1","fhirBundle":{"resourceType":"Bundle","type":"collection",)"
      R"("entry":[{"fullUrl":"resource:0","resource":{"resourceType":"Patient","name":[{"family":")" +
      family + R"(","given":)" + given + R"(}],"birthDate":"1971-01-02"}}]}}}})";
  const Bytes packed = deflate_raw(as_bytes(payload));
  const std::string header = R"({"alg":"ES256","zip":"DEF","kid":"3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s"})";
  return to_base64url(as_bytes(header)) + "." + to_base64url(packed) + "." + to_base64url(Bytes(64, 7));
}

class Outputs : public TemporaryFolder {
 protected:
  BulkOutputs outputs(const BulkFlags& flags, std::size_t jobs = 1) { return {flags, jobs, io}; }
  BulkFlags lines() const {
    BulkFlags flags;
    flags.ndjson = path("cards.ndjson");
    return flags;
  }
  BulkFlags files() const {
    BulkFlags flags;
    flags.out = path("cards");
    return flags;
  }
};

void expect_error(const Result<void>& result, Errc code, const std::string& where) {
  ASSERT_FALSE(result) << where;
  EXPECT_EQ(name(result.error().code), name(code));
  EXPECT_EQ(result.error().where, where);
}

// ---- before anything is signed

TEST_F(Outputs, WithoutAPlaceAreRefusedBeforeAnythingIsSigned) {
  put("file", "x");
  std::filesystem::create_directories(folder / "folder");
  BulkFlags flags;
  for (const char* bad : {"no-such-folder/cards.ndjson", "file/cards.ndjson", "folder"}) {
    flags = {};
    flags.ndjson = path(bad);
    EXPECT_EQ(BulkOutputs::probe(flags, io).error().code, Errc::unwritable) << bad;
    flags = {};
    flags.letters = path(bad);
    EXPECT_EQ(BulkOutputs::probe(flags, io).error().code, Errc::unwritable) << bad;
  }
  for (const char* bad : {"file", "file/cards"}) {
    flags = {};
    flags.out = path(bad);
    EXPECT_EQ(BulkOutputs::probe(flags, io).error().code, Errc::unwritable) << bad;
  }
}

TEST_F(Outputs, AreTriedWithoutATrace) {
  BulkFlags flags = lines();
  flags.letters = path("letters.csv");
  flags.out = path("new/cards");
  ASSERT_TRUE(BulkOutputs::probe(flags, io));
  EXPECT_EQ(names(), "");
  put("cards.ndjson", "kept");
  ASSERT_TRUE(BulkOutputs::probe(flags, io));
  EXPECT_EQ(text("cards.ndjson"), "kept");
  ASSERT_TRUE(BulkOutputs::probe({}, io));
}

TEST_F(Outputs, OfANewRunStandInNobodysWay) {
  BulkFlags flags = lines();
  flags.letters = path("letters.csv");
  EXPECT_TRUE(outputs(flags).check_new({}));
  for (const std::string file : {"cards.ndjson", "letters.csv"}) {
    put(file, "old");
    expect_error(outputs(flags).check_new({}), Errc::exists, path(file));
    flags.force = true;
    EXPECT_TRUE(outputs(flags).check_new({}));
    put(file + ".part", "half");
    expect_error(outputs(flags).check_new({}), Errc::bulk_other_run, path(file + ".part"));  // whatever --force says
    flags.force = false;
    std::filesystem::remove(folder / file);
    expect_error(outputs(flags).check_new({}), Errc::bulk_other_run, path(file + ".part"));
    std::filesystem::remove(folder / (file + ".part"));
  }
}

TEST_F(Outputs, SayWhichRunGoesOnWithAPart) {
  put("cards.ndjson.part", "half");
  const auto hint = [this](const RunSettings& settings) {
    BegunRun run;
    run.state.command = "vhc issue a.csv";
    run.state.settings = settings;
    return outputs(lines()).check_new({run}).error().hint;
  };
  const std::string goes_on = "vhc issue a.csv --resume goes on with it";
  EXPECT_EQ(hint({{"--ndjson", path("cards.ndjson")}}), goes_on);
  EXPECT_EQ(hint({{"--letters", path("cards.ndjson")}}), goes_on);
  EXPECT_EQ(hint({{"--ndjson", folder.string() + "/./cards.ndjson"}}), goes_on);  // the same file, written otherwise
  for (const RunSettings& other :
       {RunSettings{}, RunSettings{{"--ndjson", ""}}, RunSettings{{"--ndjson", path("others.ndjson")}},
        RunSettings{{"--out", path("cards.ndjson")}}, RunSettings{{"--map", path("cards.ndjson")}}}) {
    EXPECT_NE(hint(other).find("take the file away"), std::string::npos);
  }
}

// ---- growing files

TEST_F(Outputs, OfNoCardsAreNone) {
  BulkFlags flags = lines();
  flags.letters = path("letters.csv");
  flags.out = path("cards");
  BulkOutputs all = outputs(flags);
  ASSERT_TRUE(all.write({}));
  ASSERT_TRUE(all.finish());
  EXPECT_EQ(names(), "");
  EXPECT_FALSE(all.is_there());
}

TEST_F(Outputs, GrowAsPartsAndGetTheirNamesAtTheEnd) {
  BulkOutputs all = outputs(lines());
  ASSERT_TRUE(all.write({card_of(0), card_of(1)}));
  const std::string first = text("cards.ndjson.part");
  EXPECT_EQ(first,
            R"({"schema":"vhc.issued/1","line":2,"kid":"KID","journal":"2026-000001","jws_chars":7,"jws":"eyJ.a.b"})"
            "\n"
            R"({"schema":"vhc.issued/1","line":3,"kid":"KID","journal":"2026-000002","jws_chars":7,"jws":"eyJ.a.b"})"
            "\n");
  EXPECT_EQ(all.lengths().ndjson, first.size());
  EXPECT_EQ(all.lengths().letters, 0U);
  EXPECT_EQ(mode("cards.ndjson.part"), 0600U);
  ASSERT_TRUE(all.write({card_of(2)}));
  EXPECT_TRUE(text("cards.ndjson.part").starts_with(first));
  EXPECT_FALSE(exists("cards.ndjson"));
  EXPECT_TRUE(all.is_there());
  ASSERT_TRUE(all.finish());
  EXPECT_EQ(names(), "cards.ndjson");
  EXPECT_TRUE(all.is_there());
  ASSERT_TRUE(all.finish());  // once more: they have their names
  EXPECT_EQ(all.lengths().ndjson, text("cards.ndjson").size());
}

TEST_F(Outputs, AreNotNamedOverAFileThatCameMeanwhile) {
  BulkFlags flags = lines();
  BulkOutputs all = outputs(flags);
  ASSERT_TRUE(all.write({card_of(0)}));
  put("cards.ndjson", "somebody's");
  EXPECT_EQ(all.finish().error().code, Errc::exists);
  EXPECT_EQ(text("cards.ndjson"), "somebody's");
  EXPECT_TRUE(exists("cards.ndjson.part"));
  flags.force = true;
  ASSERT_TRUE(outputs(flags).finish());
  EXPECT_NE(text("cards.ndjson"), "somebody's");
}

TEST_F(Outputs, GoOnWhereTheyStoodAndMayHoldTheBatchAlready) {
  BulkOutputs once = outputs(lines());
  ASSERT_TRUE(once.write({card_of(0)}));
  const BulkLengths before = once.lengths();
  ASSERT_TRUE(once.write({card_of(1), card_of(2)}));
  const std::string whole = text("cards.ndjson.part");
  // Whatever of the batch was written when the process was killed.
  for (std::size_t size = before.ndjson; size <= whole.size(); size += 13) {
    put("cards.ndjson.part", whole.substr(0, size));
    BulkOutputs again = outputs(lines());
    again.set_lengths(before);
    ASSERT_TRUE(again.is_as_left().value());
    ASSERT_TRUE(again.write({card_of(1), card_of(2)})) << size;
    EXPECT_EQ(text("cards.ndjson.part"), whole) << size;
    EXPECT_EQ(again.lengths().ndjson, whole.size());
  }
}

TEST_F(Outputs, ThatSomebodyChangedAreNotWrittenInto) {
  BulkOutputs once = outputs(lines());
  ASSERT_TRUE(once.write({card_of(0)}));
  const BulkLengths before = once.lengths();
  const std::string whole = text("cards.ndjson.part");
  for (const std::string& other : {whole + "X", whole.substr(0, whole.size() - 1), std::string{}}) {
    put("cards.ndjson.part", other);
    BulkOutputs again = outputs(lines());
    again.set_lengths(before);
    const auto refused = again.write({card_of(1)});
    expect_error(refused, Errc::bulk_other_run, path("cards.ndjson.part"));
    EXPECT_EQ(text("cards.ndjson.part"), other);
    EXPECT_EQ(again.lengths().ndjson, before.ndjson);
  }
}

TEST_F(Outputs, ShorterThanTheyWereAreBegunAnew) {
  BulkFlags flags = lines();
  flags.letters = path("letters.csv");
  put("cards.ndjson.part", "12345");
  put("letters.csv.part", "123");
  BulkOutputs all = outputs(flags);
  const struct {
    BulkLengths lengths;
    bool as_left;
  } cases[] = {{{0, 0}, true}, {{5, 3}, true}, {{6, 3}, false}, {{5, 4}, false}, {{4, 2}, true}};
  for (const auto& one : cases) {
    all.set_lengths(one.lengths);
    EXPECT_EQ(all.is_as_left().value(), one.as_left) << one.lengths.ndjson << " " << one.lengths.letters;
  }
  ASSERT_TRUE(all.start_over());
  EXPECT_EQ(names(), "");
  EXPECT_EQ(all.lengths().ndjson, 0U);
  EXPECT_EQ(all.lengths().letters, 0U);
  ASSERT_TRUE(all.start_over());  // nothing is there any more
}

// ---- letters

TEST_F(Outputs, LettersAreToWhomTheCardNames) {
  BulkFlags flags;
  flags.letters = path("letters.csv");
  flags.out = path("cards");
  BulkOutputs all = outputs(flags);
  ASSERT_TRUE(all.write({card_of(0, jws_about("Kallio", R"(["Sanna","M"])"))}));
  ASSERT_TRUE(all.write({card_of(1, jws_about("=cmd, x", R"(["+A"])"))}));
  const std::string file = path("cards/000/2026-000001.smart-health-card");
  EXPECT_EQ(text("letters.csv.part"),
            "number,line,family_name,given_names,name,file\r\n2026-000001,2,Kallio,Sanna M,," + file +
                "\r\n2026-000002,3,\"'=cmd, x\",'+A,," + path("cards/000/2026-000002.smart-health-card") + "\r\n");
  EXPECT_EQ(mode("letters.csv.part"), 0600U);
}

TEST_F(Outputs, LettersOfACardThatCannotBeReadAreNotMade) {
  BulkFlags flags;
  flags.letters = path("letters.csv");
  BulkOutputs all = outputs(flags);
  for (const std::string bad : {"", "eyJ.a.b", "x"}) {
    EXPECT_FALSE(all.write({card_of(0, jws_about("Kallio", R"(["S"])")), card_of(1, bad)})) << bad;
    EXPECT_EQ(names(), "") << bad;
  }
}

// ---- a file a card

TEST_F(Outputs, LieAThousandInAFolder) {
  const BulkOutputs all = outputs(files());
  const std::pair<std::int64_t, const char*> cases[] = {{0, "000/2026-000001"},
                                                        {999, "000/2026-001000"},
                                                        {1000, "001/2026-001001"},
                                                        {999'998, "999/2026-999999"},
                                                        {1'000'000, "1000/2026-000000"}};
  for (const auto& [ordinal, stem] : cases) {
    BulkCard card = card_of(0);
    card.ordinal = ordinal;
    card.label = std::string(stem).substr(std::string(stem).find('/') + 1);
    EXPECT_EQ(all.files_of(card).at(0), path("cards/") + stem + ".smart-health-card");
    EXPECT_EQ(all.files_of(card).size(), 1U);
  }
  BulkFlags drawn = files();
  drawn.qr_format = "svg";
  EXPECT_EQ(outputs(drawn).files_of(card_of(0)).at(1), path("cards/000/2026-000001.svg"));
  EXPECT_TRUE(outputs(lines()).files_of(card_of(0)).empty());
}

TEST_F(Outputs, AreWholeFilesForTheirOwnerOnAnyNumberOfThreads) {
  for (const std::size_t jobs : {1U, 4U}) {
    BulkOutputs all = outputs(files(), jobs);
    std::vector<BulkCard> cards;
    for (std::int64_t i = 990; i < 1010; ++i) cards.push_back(card_of(i, "eyJ.a." + std::to_string(i)));
    ASSERT_TRUE(all.write(cards));
    for (const BulkCard& card : cards) {
      const std::string file = all.files_of(card).front().substr(folder.string().size() + 1);
      EXPECT_EQ(text(file), to_card_file({card.jws}));
      EXPECT_EQ(mode(file), 0600U);
    }
    EXPECT_EQ(names("cards"), "000 001");
    EXPECT_EQ(names("cards/000").find(".part"), std::string::npos);
    ASSERT_TRUE(all.remove(cards));
    EXPECT_EQ(names("cards/000") + names("cards/001"), "");
    ASSERT_TRUE(all.remove(cards));  // they are gone already
  }
}

TEST_F(Outputs, DoNotFollowALinkInThePlaceOfAFolder) {
  std::filesystem::create_directories(folder / "cards");
  std::filesystem::create_directories(folder / "elsewhere");
  std::filesystem::create_symlink(folder / "elsewhere", folder / "cards/000");
  expect_error(outputs(files()).write({card_of(0)}), Errc::unwritable, path("cards/000"));
  EXPECT_EQ(names("elsewhere"), "");
}

TEST_F(Outputs, ThatCannotBeWrittenAreToldWithTheFirstOfThem) {
  put("cards/001", "a file");
  BulkOutputs all = outputs(files(), 4);
  EXPECT_FALSE(all.write({card_of(999), card_of(1000)}));
  // A folder stands where a card is to lie: the others are written, and the error is its own.
  std::filesystem::create_directories(folder / "cards/000/2026-000002.smart-health-card/x");
  const auto refused = all.write({card_of(0), card_of(1), card_of(2)});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().where.find("2026-000002"), std::string::npos) << refused.error().where;
}

TEST_F(Outputs, GetAnotherModeWhereSomebodySaysSo) {
  BulkFlags flags = lines();
  flags.out = path("cards");
  flags.how = {.mode = 0640, .exact_mode = true};
  BulkOutputs all = outputs(flags);
  ASSERT_TRUE(all.write({card_of(0)}));
  EXPECT_EQ(mode("cards.ndjson.part"), 0640U);
  EXPECT_EQ(mode("cards/000/2026-000001.smart-health-card"), 0640U);
}

// ---- what stands there afterwards

TEST_F(Outputs, ThatWereCarriedAwayAreNamed) {
  BulkFlags flags = lines();
  flags.letters = path("letters.csv");
  put("cards.ndjson", "12345");
  put("letters.csv", "123");
  const BulkOutputs all = outputs(flags);
  EXPECT_EQ(all.gone({5, 3}).value(), "");
  EXPECT_EQ(all.gone({0, 0}).value(), "");  // a run without cards left none
  EXPECT_EQ(all.gone({6, 3}).value(), path("cards.ndjson"));
  EXPECT_EQ(all.gone({4, 3}).value(), path("cards.ndjson"));
  EXPECT_EQ(all.gone({5, 2}).value(), path("letters.csv"));
  std::filesystem::remove(folder / "letters.csv");
  EXPECT_EQ(all.gone({5, 3}).value(), path("letters.csv"));
  EXPECT_EQ(all.gone({5, 0}).value(), "");
}

TEST_F(Outputs, HoldTheirCardsUntilAByteIsChanged) {
  BulkFlags flags = lines();
  flags.out = path("cards");
  const std::vector<BulkCard> cards{card_of(0), card_of(1)};
  BulkOutputs all = outputs(flags);
  ASSERT_TRUE(all.write(cards));
  ASSERT_TRUE(all.finish());
  const auto hold = [&] {
    BulkLengths at;
    return all.hold(cards, at).value();
  };
  EXPECT_TRUE(hold());
  for (const std::string file : {"cards.ndjson", "cards/000/2026-000002.smart-health-card"}) {
    const std::string whole = text(file);
    for (std::size_t i = 0; i < whole.size(); i += 7) {
      std::string changed = whole;
      changed[i] = changed[i] == '#' ? '%' : '#';
      put(file, changed);
      EXPECT_FALSE(hold()) << file << " " << i;
    }
    put(file, whole.substr(0, whole.size() - 1));
    EXPECT_FALSE(hold()) << file << " is cut off";
    put(file, whole);
    EXPECT_TRUE(hold());
  }
  std::filesystem::remove(folder / "cards/000/2026-000001.smart-health-card");
  EXPECT_FALSE(hold());
}

TEST_F(Outputs, HoldEachBatchBehindTheOneBefore) {
  BulkOutputs all = outputs(lines());
  ASSERT_TRUE(all.write({card_of(0)}));
  ASSERT_TRUE(all.write({card_of(1)}));
  ASSERT_TRUE(all.finish());
  BulkLengths at;
  EXPECT_TRUE(all.hold({}, at).value());
  EXPECT_EQ(at.ndjson, 0U);
  EXPECT_TRUE(all.hold({card_of(0)}, at).value());
  EXPECT_TRUE(all.hold({card_of(1)}, at).value());
  EXPECT_EQ(at.ndjson, all.lengths().ndjson);
  EXPECT_FALSE(all.hold({card_of(2)}, at).value());
}

// ---- a disk that is full

// No file may grow above `bytes`, as on a disk that is full; a write that goes beyond fails.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{bytes, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit old_{};
  void (*handler_)(int);
};

TEST_F(Outputs, OnAFullDiskSayWhichFileAndGoOnWhenThereIsRoom) {
  BulkOutputs all = outputs(lines());
  ASSERT_TRUE(all.write({card_of(0)}));
  const BulkLengths before = all.lengths();
  {
    const FullDisk full(before.ndjson + 20);
    const auto refused = all.write({card_of(1), card_of(2)});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unwritable);
    EXPECT_EQ(refused.error().where, path("cards.ndjson.part"));
  }
  EXPECT_EQ(all.lengths().ndjson, before.ndjson);
  ASSERT_TRUE(all.write({card_of(1), card_of(2)}));
  BulkOutputs whole = outputs([this] {
    BulkFlags flags = lines();
    flags.ndjson = path("whole.ndjson");
    return flags;
  }());
  ASSERT_TRUE(whole.write({card_of(0), card_of(1), card_of(2)}));
  EXPECT_EQ(text("cards.ndjson.part"), text("whole.ndjson.part"));
}

TEST_F(Outputs, OnAFullDiskLeaveNoHalfCard) {
  BulkOutputs all = outputs(files());
  {
    const FullDisk full(10);
    const auto refused = all.write({card_of(0)});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unwritable);
    EXPECT_FALSE(exists("cards/000/2026-000001.smart-health-card"));
    BulkFlags both = files();
    both.ndjson = path("cards.ndjson");
    EXPECT_EQ(BulkOutputs::probe(both, io).error().code, Errc::unwritable);
    EXPECT_FALSE(exists("cards.ndjson"));
  }
  ASSERT_TRUE(all.write({card_of(0)}));
  EXPECT_EQ(names("cards/000"), "2026-000001.smart-health-card");
}

}  // namespace
}  // namespace vhc
