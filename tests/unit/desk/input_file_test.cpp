// Several files that are read as one: the files of a bulk export, in their order, their lines numbered through.
#include "desk/store/input_file.h"

#include "temporary_folder.h"

namespace vhc {
namespace {

constexpr const char* bundle = R"({"resourceType":"Bundle","type":"collection","entry":[]})";

class Operands : public TemporaryFolder {
 protected:
  // "a, b | c": which files are read as one.
  std::string operands(const std::vector<std::string>& files) {
    std::vector<std::string> paths;
    for (const std::string& file : files) paths.push_back(path(file));
    std::string all;
    for (const InputOperand& one : input_operands(paths, io)) all += (all.empty() ? "" : " | ") + one.name();
    for (std::size_t at = all.find(folder.string()); at != std::string::npos; at = all.find(folder.string())) {
      all.erase(at, folder.string().size() + 1);
    }
    return all;
  }
};

TEST_F(Operands, OfABulkExportBelongTogether) {
  for (const char* file : {"p.ndjson", "i.ndjson", "a.csv", "b.csv", "a.hl7"}) put(file, "x");
  put("b.json", bundle);
  EXPECT_EQ(operands({}), "");
  EXPECT_EQ(operands({"a.csv"}), "a.csv");
  EXPECT_EQ(operands({"p.ndjson"}), "p.ndjson");
  EXPECT_EQ(operands({"a.csv", "b.csv"}), "a.csv | b.csv");
  EXPECT_EQ(operands({"p.ndjson", "i.ndjson"}), "p.ndjson, i.ndjson");
  EXPECT_EQ(operands({"i.ndjson", "p.ndjson"}),
            "i.ndjson, p.ndjson");  // a later one may take back what an earlier says
  EXPECT_EQ(operands({"p.ndjson", "b.json", "i.ndjson"}), "p.ndjson, b.json, i.ndjson");
  EXPECT_EQ(operands({"b.json", "b.json"}), "b.json, b.json");
  EXPECT_EQ(operands({"a.csv", "p.ndjson", "b.csv", "i.ndjson", "a.hl7"}),
            "a.csv | p.ndjson, i.ndjson | b.csv | a.hl7");
  EXPECT_EQ(operands({"missing.ndjson", "p.ndjson"}), "missing.ndjson, p.ndjson");
  EXPECT_EQ(operands({"P.NDJSON", "p.ndjson"}), "P.NDJSON | p.ndjson");
}

TEST_F(Operands, ThatAreFhirBundlesAreToldByWhatStandsInThem) {
  put("p.ndjson", "x");
  const std::pair<std::string, bool> files[] = {
      {bundle, true},
      {"\xEF\xBB\xBF" + std::string(bundle), true},
      {R"({"vc":{}})", true},
      {R"({"credentialSubject":{}})", true},
      {R"({"resourceType":"Patient"})", false},
      {R"({"resourceType":"bundle"})", false},
      {R"([{"resourceType":"Bundle"}])", false},
      {R"("Bundle")", false},
      {bundle + std::string("\n") + bundle, false},
      {R"({"resourceType":"Bundle")", false},
      {"", false},
  };
  for (const auto& [bytes, belongs] : files) {
    put("x.json", bytes);
    EXPECT_EQ(operands({"p.ndjson", "x.json"}), belongs ? "p.ndjson, x.json" : "p.ndjson | x.json") << bytes;
  }
  put("x.txt", bundle);
  EXPECT_EQ(operands({"p.ndjson", "x.txt"}), "p.ndjson | x.txt");
  std::filesystem::create_directories(folder / "folder.json");
  EXPECT_EQ(operands({"p.ndjson", "folder.json"}), "p.ndjson | folder.json");
  EXPECT_EQ(operands({"p.ndjson", "missing.json"}), "p.ndjson | missing.json");
}

// ---- as one

class JoinedFiles : public TemporaryFolder {
 protected:
  Result<InputFiles> open(const std::vector<std::string>& names) {
    InputOperand operand;
    for (const std::string& one : names) operand.files.push_back(path(one));
    return InputFiles::open(operand, io);
  }
  static std::string read(const InputFile& file, std::size_t piece) {
    std::string all;
    std::string part(piece, '\0');
    for (;;) {
      const std::size_t got = file.read_at(all.size(), part).value();
      EXPECT_LE(got, piece);
      if (got == 0) return all;
      all.append(part, 0, got);
    }
  }
  std::string starts(const InputFiles& files) const {
    std::string all;
    for (const FileStart& one : files.starts()) {
      all += one.file.substr(folder.string().size() + 1) + ":" + std::to_string(one.line) + " ";
    }
    return all;
  }
};

TEST_F(JoinedFiles, ThatAreMissingAreNamed) {
  put("a.ndjson", "{}\n");
  const auto refused = open({"a.ndjson", "missing.ndjson"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::not_found);
  EXPECT_EQ(refused.error().where, path("missing.ndjson"));
}

TEST_F(JoinedFiles, AreReadOneAfterTheOtherWhateverThePiecesAre) {
  put("a.ndjson", "a1\na2\n");
  put("b.ndjson", "b1");  // without an end of line
  put("c.ndjson", "");
  put("d.ndjson", "\n");
  put("e.ndjson", "e1\r\ne2\n");
  const std::string whole = "a1\na2\nb1\n\ne1\r\ne2\n";
  for (std::size_t piece = 1; piece <= whole.size() + 1; ++piece) {
    const InputFiles files = open({"a.ndjson", "b.ndjson", "c.ndjson", "d.ndjson", "e.ndjson"}).value();
    EXPECT_EQ(files.bytes().size, whole.size());
    EXPECT_EQ(read(files.bytes(), piece), whole) << piece;
    EXPECT_EQ(starts(files), "a.ndjson:1 b.ndjson:3 c.ndjson:4 d.ndjson:4 e.ndjson:5 ") << piece;
    EXPECT_EQ(read(files.bytes(), piece), whole) << piece;  // read again, lines are not counted twice
    EXPECT_EQ(starts(files), "a.ndjson:1 b.ndjson:3 c.ndjson:4 d.ndjson:4 e.ndjson:5 ") << piece;
  }
}

TEST_F(JoinedFiles, AreReadFromAnyPlace) {
  put("a.ndjson", "12345");
  put("b.ndjson", "678");
  const std::string whole = "12345\n678\n";
  const InputFiles files = open({"a.ndjson", "b.ndjson"}).value();
  const InputFile bytes = files.bytes();
  for (std::size_t at = 0; at <= whole.size() + 2; ++at) {
    std::string there;
    std::string one(1, '\0');
    for (std::uint64_t place = at; bytes.read_at(place, one).value() == 1; ++place) there += one;
    EXPECT_EQ(there, at < whole.size() ? whole.substr(at) : "") << at;
  }
  std::string none;
  EXPECT_EQ(bytes.read_at(0, none).value(), 0U);
}

TEST_F(JoinedFiles, OfOneAreThatFileAsItIs) {
  put("a.ndjson", "a1\na2");
  const InputFiles files = open({"a.ndjson"}).value();
  EXPECT_EQ(read(files.bytes(), 3), "a1\na2");
  EXPECT_TRUE(files.starts().empty());
  put("b.json", "{\n\"resourceType\":\"Bundle\"\n}");
  EXPECT_EQ(read(open({"b.json"}).value().bytes(), 100), "{\n\"resourceType\":\"Bundle\"\n}");
}

TEST_F(JoinedFiles, HaveEachBundleOnALineOfItsOwn) {
  put("a.ndjson", "a1\n");
  put("b.json", "\xEF\xBB\xBF{\r\n\"resourceType\":\n\"Bundle\"}\n");
  put("c.ndjson", "c1\n");
  const InputFiles files = open({"a.ndjson", "b.json", "c.ndjson"}).value();
  EXPECT_EQ(read(files.bytes(), 7), "a1\n   {\r\t\"resourceType\":\t\"Bundle\"}\t\nc1\n");
  EXPECT_EQ(starts(files), "a.ndjson:1 b.json:2 c.ndjson:3 ");
}

TEST_F(JoinedFiles, AreWhatTheyWereUntilOneOfThemChanges) {
  InputRules rules;
  rules.today = parse_date("2026-11-22").value();
  const auto patients = [](const std::string& of) {
    std::string lines;
    for (int i = 0; lines.size() < 1'200'000; ++i) {  // above what is held in memory
      lines += R"({"resourceType":"Patient","id":")" + of + std::to_string(i) +
               R"(","name":[{"family":"Rivera","given":["Noor"]}],"birthDate":"1984-06-15"})" + "\n";
    }
    return lines;
  };
  put("a.ndjson", patients("a"));
  put("b.ndjson", patients("b"));
  const InputFiles files = open({"a.ndjson", "b.ndjson"}).value();
  const Sha256 digest = open_reader(files, "a, b", rules).value().digest();
  EXPECT_TRUE(files.check_unchanged(digest, rules));
  const auto time = std::filesystem::last_write_time(folder / "b.ndjson");
  std::filesystem::last_write_time(folder / "b.ndjson", time + std::chrono::hours{1});
  EXPECT_TRUE(files.check_unchanged(digest, rules));  // only touched
  std::ofstream(folder / "b.ndjson", std::ios::app) << "\n";
  const auto changed = files.check_unchanged(digest, rules);
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, Errc::in_changed);
  EXPECT_EQ(changed.error().where, path("b.ndjson"));
}

TEST_F(JoinedFiles, ThatCannotBeReadAreNamedBeforeThePlace) {
  put("a.csv", "");
  const InputRules rules;
  const auto refused = open_reader(open({"a.csv"}).value(), "a.csv", rules);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::in_empty_file);
  EXPECT_EQ(refused.error().where.substr(0, 5), "a.csv");
}

}  // namespace
}  // namespace vhc
