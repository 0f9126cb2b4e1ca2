// The outer forms of files, apart from what stands in them: HL7 fields and escapes, rows and quotes of delimited files.
#include <functional>

#include <gtest/gtest.h>

#include "input/delimited_text.h"
#include "input/hl7_text.h"
#include "vhc/input.h"

namespace vhc {
namespace {

// ---- HL7

TEST(Hl7Field, IsCountedAsHl7CountsIt) {
  const Hl7Delimiters marks;
  const Hl7Segment msh{.line = 1, .text = "MSH|^~\\&|A|B"};
  EXPECT_EQ(field(msh, marks, 2), "^~\\&");
  EXPECT_EQ(field(msh, marks, 3), "A");
  EXPECT_EQ(field(msh, marks, 4), "B");
  EXPECT_EQ(field(msh, marks, 5), "");
  const Hl7Segment pid{.line = 2, .text = "PID|1||77^^^S^MR~88||"};
  EXPECT_EQ(field(pid, marks, 0), "PID");
  EXPECT_EQ(field(pid, marks, 1), "1");
  EXPECT_EQ(field(pid, marks, 2), "");
  EXPECT_EQ(field(pid, marks, 3), "77^^^S^MR~88");
  EXPECT_EQ(field(pid, marks, 5), "");
  EXPECT_EQ(field(pid, marks, 99), "");
}

TEST(Hl7Field, HasRepetitionsComponentsAndTheirParts) {
  const Hl7Delimiters marks;
  EXPECT_TRUE(repetitions("", marks).empty());
  EXPECT_EQ(repetitions("a", marks), (std::vector<std::string_view>{"a"}));
  EXPECT_EQ(repetitions("a~b", marks), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(repetitions("~b", marks), (std::vector<std::string_view>{"", "b"}));
  EXPECT_EQ(component("77^^^S&1.2&ISO^MR", marks, 1), "77");
  EXPECT_EQ(component("77^^^S&1.2&ISO^MR", marks, 2), "");
  EXPECT_EQ(component("77^^^S&1.2&ISO^MR", marks, 4), "S&1.2&ISO");
  EXPECT_EQ(component("77", marks, 2), "");
  EXPECT_EQ(subcomponent("S&1.2&ISO", marks, 2), "1.2");
  EXPECT_EQ(subcomponent("S", marks, 2), "");
}

Hl7Message message_with(Hl7Delimiters marks = {}, Hl7Charset set = Hl7Charset::utf8) {
  Hl7Message message;
  message.marks = marks;
  message.set = set;
  return message;
}

TEST(Hl7Escape, IsUndoneWhereItIsOne) {
  const Hl7Message message = message_with();
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"plain", "plain"},
      {"\"\"", ""},  // delete the value
      {"a\\F\\b", "a|b"},
      {"a\\S\\b", "a^b"},
      {"a\\T\\b", "a&b"},
      {"a\\R\\b", "a~b"},
      {"a\\E\\b", "a\\b"},
      {"a\\E\\F\\b", "a\\F\\b"},  // not undone a second time
      {"a\\.br\\b", "a b"},
      {"a\\.sp\\b", "a b"},
      {"a\\H\\b\\N\\c", "abc"},
      {"\\X41\\", "A"},
      {"\\X4142\\", "AB"},
      {"\\XC3A9\\", "\xC3\xA9"},
      {"\\X\\", ""},
      {"\\X4\\", "\\X4\\"},  // what is none stays as it stands
      {"\\X4G\\", "\\X4G\\"},
      {"\\X+1\\", "\\X+1\\"},
      {"\\Zx\\", "\\Zx\\"},
      {"\\f\\", "\\f\\"},
      {"a\\b", "a\\b"},
      {"a\\", "a\\"},
      {"\\\\", "\\\\"},
      {"\\F", "\\F"},
      {"a\\b\\F\\c", "a\\b|c"},
      {"  a  ", "a"},
  };
  for (const auto& [written, wanted] : cases) EXPECT_EQ(decoded(written, message), wanted) << written;
}

TEST(Hl7Escape, IsOfTheMessagesMarksAndSet) {
  const Hl7Message other = message_with({'#', '@', '*', '!', '%'});
  EXPECT_EQ(decoded("a!F!b!S!c!R!d!T!e!E!", other), "a#b@c*d%e!");
  EXPECT_EQ(decoded("a\\F\\b", other), "a\\F\\b");
  EXPECT_EQ(decoded("\\XE9\\", message_with({}, charset_of("8859/1").value())), "\xC3\xA9");
  EXPECT_EQ(decoded("\\XE9\\", message_with()), "\x7F");  // no character of the set: as good as a control character
  EXPECT_EQ(decoded("\\XC3\\", message_with()), "\x7F");
}

struct ReadMessages {
  std::vector<std::vector<std::string>> messages;
  std::string faults;
  int withdrawn = 0;
};

ReadMessages read_messages(const std::string& bytes, std::size_t chunk = ByteWindow::sequential) {
  const InputFile file = file_of(bytes);
  ByteWindow window(file, chunk);
  ReadMessages all;
  Hl7Reader reader(
      window,
      [&all](const Hl7Fault& fault) {
        all.faults += std::to_string(fault.line) + " " + std::string(name(fault.code)) + "; ";
      },
      [&all] { ++all.withdrawn; });
  Hl7Message message;
  while (reader.next(message)) {
    std::vector<std::string> segments;
    for (const Hl7Segment& segment : message.segments) {
      segments.push_back(std::to_string(segment.line) + " " + std::string(segment.text));
    }
    all.messages.push_back(std::move(segments));
  }
  return all;
}

const std::string msh = "MSH|^~\\&|A|B";

TEST(Hl7Reader, SplitsMessagesWhateverEndsTheirLines) {
  const std::vector<std::vector<std::string>> wanted{{"1 " + msh, "2 PID|1", "3 RXA|0"}, {"4 " + msh, "5 PID|2"}};
  for (const std::string end : {"\r", "\n", "\r\n"}) {
    const std::string bytes = msh + end + "PID|1" + end + "RXA|0" + end + msh + end + "PID|2" + end;
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, ByteWindow::sequential}) {
      const ReadMessages all = read_messages(bytes, chunk);
      EXPECT_EQ(all.messages, wanted);
      EXPECT_EQ(all.faults, "");
    }
    EXPECT_EQ(read_messages("\xEF\xBB\xBF" + bytes).messages, wanted);
    EXPECT_EQ(read_messages(bytes.substr(0, bytes.size() - end.size())).messages, wanted);  // the last without its end
  }
  const ReadMessages framed = read_messages("\x0B" + msh + "\rPID|1\r\x1C\r\x0B" + msh + "\rPID|2\r\x1C\r");
  EXPECT_EQ(framed.messages.size(), 2U);
  EXPECT_EQ(framed.faults, "");
}

TEST(Hl7Reader, TakesMarksThatAreFiveDifferentSigns) {
  EXPECT_EQ(read_messages("MSH#@*!%#A\rPID#1\r").messages.size(), 1U);
  for (const char* bad : {"MSH|\r", "MSH|^~\\\r", "MSH|^^\\&|A\r", "MSH||~\\&|A\r", "MSHA^~\\&A\r", "MSH|^~\\^|A\r"}) {
    const ReadMessages all = read_messages(bad + std::string("PID|1\r"));
    EXPECT_TRUE(all.messages.empty()) << bad;
    EXPECT_NE(all.faults, "") << bad;
  }
  EXPECT_TRUE(read_messages("").messages.empty());
}

TEST(Hl7Reader, TakesBackTheLastMessageOfABatchThatIsNotWhole) {
  const std::string two = msh + "\rPID|1\r" + msh + "\rPID|2\r";
  EXPECT_EQ(read_messages("BHS|^~\\&\r" + two + "BTS|2\r").faults, "");
  EXPECT_EQ(read_messages("BHS|^~\\&\r" + two + "BTS\r").faults, "");  // nothing is stated
  EXPECT_EQ(read_messages("FHS|^~\\&\rBHS|^~\\&\r" + two + "BTS|2\rFTS|1\r").faults, "");
  for (const std::string& bytes :
       {"BHS|^~\\&\r" + two + "BTS|3\r", "BHS|^~\\&\r" + two + "BTS|1\r", "BHS|^~\\&\r" + two,
        "BHS|^~\\&\r" + two + "BHS|^~\\&\r" + two + "BTS|2\r", "FHS|^~\\&\r" + two}) {
    const ReadMessages all = read_messages(bytes);
    EXPECT_NE(all.faults.find("BATCH_INCOMPLETE"), std::string::npos) << bytes;
    EXPECT_EQ(all.withdrawn, 1) << bytes;
  }
}

// ---- delimited files

TEST(Separator, IsTheOneThatTheLineHasMostOfOutsideQuotes) {
  const std::pair<const char*, char> cases[] = {
      {"a,b,c", ','},     {"a;b;c", ';'},     {"a\tb\tc", '\t'},         {"a|b|c", '|'},
      {"", ','},          {"abc", ','},       {"a,b;c;d", ';'},          {"\"a,b,c,d\";e;f", ';'},
      {"a;b\n,,,,", ';'}, {"a;b\r,,,,", ';'}, {"\"a;;;;\"\"b\",c", ','}, {"a,b;c", ','},  // as many: the first
  };
  for (const auto& [line, separator] : cases) EXPECT_EQ(separator_of(line), separator) << line;
}

struct ReadRow {
  std::int64_t line;
  std::vector<std::string> cells;
  std::string fault;

  friend bool operator==(const ReadRow&, const ReadRow&) = default;
};

void PrintTo(const ReadRow& row, std::ostream* out) {  // NOLINT: googletest's name
  *out << row.line << ":";
  for (const std::string& cell : row.cells) *out << " [" << cell << "]";
  *out << " " << row.fault;
}

std::vector<ReadRow> read_rows(const std::string& bytes, std::size_t chunk = ByteWindow::sequential) {
  const InputFile file = file_of(bytes);
  ByteWindow window(file, chunk);
  DelimitedReader reader(window, ',');
  std::vector<ReadRow> rows;
  DelimitedRow row;
  while (reader.next(row)) {
    ReadRow read{row.line, {}, row.fault ? std::string(name(*row.fault)) : ""};
    for (const std::string_view cell : row.cells) read.cells.emplace_back(cell);
    rows.push_back(std::move(read));
  }
  return rows;
}

TEST(DelimitedReader, ReadsCellsAndQuotesAsTheyAreReallyWritten) {
  using Rows = std::vector<ReadRow>;
  const std::pair<std::string, Rows> cases[] = {
      {"", {}},
      {"a", {{1, {"a"}, ""}}},
      {"a,b\n", {{1, {"a", "b"}, ""}}},
      {"a,b\r\nc,d", {{1, {"a", "b"}, ""}, {2, {"c", "d"}, ""}}},
      {"a,b\rc,d\r", {{1, {"a", "b"}, ""}, {2, {"c", "d"}, ""}}},
      {",", {{1, {"", ""}, ""}}},
      {"a,,b,\n", {{1, {"a", "", "b", ""}, ""}}},
      {"\n\na\n", {{1, {""}, ""}, {2, {""}, ""}, {3, {"a"}, ""}}},
      {"\"a\",\"b\"", {{1, {"a", "b"}, ""}}},
      {"\"a,b\",c", {{1, {"a,b", "c"}, ""}}},
      {"\"a\"\"b\",c", {{1, {"a\"b", "c"}, ""}}},
      {"\"\",\"\"\"\"", {{1, {"", "\""}, ""}}},
      {"\"a\nb\",c\nd", {{1, {"a\nb", "c"}, ""}, {3, {"d"}, ""}}},
      {"\"a\r\nb\"\r\nc", {{1, {"a\r\nb"}, ""}, {3, {"c"}, ""}}},
      {"a\"b,c", {{1, {"a\"b", "c"}, ""}}},    // no quote within a cell
      {"\"a\" b,c", {{1, {"a b", "c"}, ""}}},  // what stands behind belongs to the cell
      {" \"a\",b", {{1, {" \"a\"", "b"}, ""}}},
  };
  for (const auto& [bytes, rows] : cases) {
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{3}, ByteWindow::sequential}) {
      EXPECT_EQ(read_rows(bytes, chunk), rows) << bytes << " by " << chunk;
    }
  }
}

TEST(DelimitedReader, TellsAQuoteThatIsNotClosed) {
  for (const std::string bytes : {"a,\"b", "\"", "a\n\"b\nc,d\n", "\"a\"\"", "\"a\"\"\"\""}) {
    const std::vector<ReadRow> rows = read_rows(bytes);
    ASSERT_FALSE(rows.empty());
    EXPECT_EQ(rows.back().fault, "UNCLOSED_QUOTE") << bytes;
  }
}

TEST(DelimitedReader, PassesOverARowThatIsTooLongAndNoShorterOne) {
  const std::string most(max_row_bytes, 'x');
  for (const std::size_t chunk : {std::size_t{4096}, ByteWindow::sequential}) {
    std::vector<ReadRow> rows = read_rows("a\n" + most + "\nb\n", chunk);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[1].fault, "");
    rows = read_rows("a\n" + most + "x\nb\n", chunk);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[1].fault, "TOO_LONG");
    EXPECT_TRUE(rows[1].cells.empty());
    EXPECT_EQ(rows[2].cells, std::vector<std::string>{"b"});
    EXPECT_EQ(rows[2].line, 3);
    rows = read_rows("a\n" + most + most + most + "\nb\n", chunk);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[1].fault, "TOO_LONG");
    EXPECT_EQ(rows[2].cells, std::vector<std::string>{"b"});
  }
}

TEST(DelimitedReader, HasAThousandColumnsAndNoMore) {
  const std::string most(max_columns - 1, ',');
  std::vector<ReadRow> rows = read_rows(most + "\nb\n");
  EXPECT_EQ(rows[0].fault, "");
  EXPECT_EQ(rows[0].cells.size(), max_columns);
  rows = read_rows(most + ",\nb\n");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].fault, "COLUMN_COUNT");
  EXPECT_EQ(rows[1].cells, std::vector<std::string>{"b"});
}

TEST(DelimitedReader, GoesToTheBeginningOfAnyRow) {
  const std::string bytes = "a,b\r\n\"c\nd\",e\r\nf,g";
  const InputFile file = file_of(bytes);
  ByteWindow window(file, 4);
  DelimitedReader reader(window, ',');
  DelimitedRow row;
  std::vector<std::pair<std::uint64_t, std::int64_t>> places;
  std::vector<std::string> texts;
  while (reader.next(row)) {
    places.emplace_back(row.offset, row.line);
    texts.emplace_back(row.text);
  }
  EXPECT_EQ(texts, (std::vector<std::string>{"a,b", "\"c\nd\",e", "f,g"}));
  for (std::size_t i = places.size(); i-- > 0;) {
    reader.seek(places[i].first, places[i].second);
    ASSERT_TRUE(reader.next(row));
    EXPECT_EQ(row.text, texts[i]);
    EXPECT_EQ(row.line, places[i].second);
  }
}

TEST(ByteWindow, TellsWhyBytesWereMissing) {
  const InputFile broken{10, [](std::uint64_t offset, std::span<char> into) -> Result<std::size_t> {
                           if (offset >= 4) return fail(Errc::unreadable, "disk");
                           const std::size_t got = std::min<std::size_t>(into.size(), 4 - offset);
                           std::fill_n(into.begin(), got, 'x');
                           return got;
                         }};
  ByteWindow window(broken, 2);
  EXPECT_EQ(window.ahead(4).substr(0, 4), "xxxx");
  EXPECT_FALSE(window.fault());
  window.skip(4);
  EXPECT_EQ(window.ahead(1), "");
  ASSERT_TRUE(window.fault());
  EXPECT_EQ(window.fault()->code, Errc::unreadable);
}

}  // namespace
}  // namespace vhc
