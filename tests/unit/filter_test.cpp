#include "shell/filter.h"

#include <csignal>
#include <map>

#include <gtest/gtest.h>

#include "venue/drawn_picture.h"
#include "venue/pdf_pages.h"

namespace vhc {
namespace {

using End = FilterAnswer::End;
constexpr FilterLimits generous{.max_output_bytes = std::size_t{8} * 1024 * 1024};

// As the program does at its start.
class Filter : public testing::Test {
 protected:
  void SetUp() override { std::signal(SIGPIPE, SIG_IGN); }
};
class DrawnPictures : public Filter {};

Result<FilterAnswer> shell(const std::string& command, const FilterLimits& limits = generous) {
  return run_filter("/bin/sh", {"-c", command}, "", limits);
}

TEST_F(Filter, GivesBackWhatTheProgramWrites) {
  const std::string input(3'000'000, 'x');
  const auto answer = run_filter("/bin/cat", {}, input, generous);
  ASSERT_TRUE(answer);
  EXPECT_EQ(End::exited, answer->end);
  EXPECT_EQ(0, answer->exit_code);
  EXPECT_EQ(input, answer->output);
  EXPECT_EQ("", run_filter("/bin/cat", {}, "", generous)->output);
}

TEST_F(Filter, AProgramNeedNotReadItsInput) {
  const auto answer = run_filter("/bin/echo", {"a b", "$HOME;"}, std::string(1'000'000, 'x'), generous);
  ASSERT_TRUE(answer);
  EXPECT_EQ("a b $HOME;\n", answer->output) << "no shell has looked at it";
}

TEST_F(Filter, ItsExitCodeIsToldAndItsTalkIsNot) {
  const auto answer = shell("echo talk >&2; exit 3");
  ASSERT_TRUE(answer);
  EXPECT_EQ(End::exited, answer->end);
  EXPECT_EQ(3, answer->exit_code);
  EXPECT_EQ("", answer->output);
}

TEST_F(Filter, ItSeesNoEnvironmentAndNoFileOfOurs) {
  EXPECT_EQ("", run_filter("/usr/bin/env", {}, "", generous)->output);
  EXPECT_EQ("0\n1\n2\n",
            shell("cd /proc/self/fd && for f in 0 1 2 3 4 5 6 7 8 9; do [ -e $f ] && echo $f; done; :")->output);
}

TEST_F(Filter, ItCannotWriteFilesNorLeaveACore) {
  EXPECT_EQ("0\n0\n", shell("ulimit -f; ulimit -c")->output);
}

TEST_F(Filter, OneThatWorksForeverIsStopped) {
  const auto answer = shell("while :; do :; done");
  ASSERT_TRUE(answer);
  EXPECT_EQ(End::too_slow, answer->end);
}

TEST_F(Filter, OneThatOnlyWaitsIsStopped) {
  FilterLimits limits = generous;
  limits.patience = std::chrono::seconds{0};
  const auto answer = shell("read nothing", limits);
  ASSERT_TRUE(answer);
  EXPECT_EQ(End::too_slow, answer->end);
}

TEST_F(Filter, OneThatWritesForeverIsStopped) {
  const auto answer = shell("while :; do echo more and more; done", {.max_output_bytes = 100'000});
  ASSERT_FALSE(answer);
  EXPECT_EQ(Errc::picture_too_large, answer.error().code);
}

TEST_F(Filter, OneThatCrashesIsTold) {
  const auto answer = shell("kill -SEGV $$");
  ASSERT_TRUE(answer);
  EXPECT_EQ(End::crashed, answer->end);
}

TEST_F(Filter, AProgramThatIsNotThereIsAnError) {
  const auto answer = run_filter("/nowhere/program", {}, "", generous);
  ASSERT_FALSE(answer);
  EXPECT_EQ(Errc::module_missing, answer.error().code);
  EXPECT_EQ("/nowhere/program", answer.error().where);
  EXPECT_EQ("/bin/sh", first_program({"/nowhere", "/bin/sh", "/bin/cat"}));
  EXPECT_EQ("", first_program({"/nowhere"}));
}

// What the probe finds that it may do: see confinement_probe.cpp.
std::string may_do(bool confined) {
  FilterLimits limits = generous;
  limits.confined = confined;
  const auto answer =
      run_filter(VHC_CONFINEMENT_PROBE, {VHC_TEST_VECTORS "/demo/two-dose-bundle.json"}, "input", limits);
  EXPECT_TRUE(answer);
  return answer ? answer->output : std::string();
}

TEST_F(Filter, AConfinedProgramReadsItsInputAndReachesNothingElse) {
  const std::string free = may_do(false);
  EXPECT_NE(std::string::npos, free.find("input read\n")) << free;
  EXPECT_NE(std::string::npos, free.find("file opened\n")) << free;
  EXPECT_NE(std::string::npos, free.find("socket opened\n")) << free;
  EXPECT_NE(std::string::npos, free.find("new rights possible\n")) << free;
  const std::string confined = may_do(true);
  EXPECT_NE(std::string::npos, confined.find("input read\n")) << confined;
  EXPECT_NE(std::string::npos, confined.find("library opened\n")) << confined;
  EXPECT_NE(std::string::npos, confined.find("socket refused\n")) << confined;
  EXPECT_NE(std::string::npos, confined.find("new rights impossible\n")) << confined;
  EXPECT_NE(std::string::npos, confined.find("other process refused\n")) << confined;
  if (confined.find("no Landlock\n") != std::string::npos) GTEST_SKIP() << "the kernel has no Landlock";
  EXPECT_NE(std::string::npos, confined.find("file refused\n")) << confined;
  EXPECT_NE(std::string::npos, confined.find("folder refused\n")) << confined;
}

TEST_F(Filter, AProcessThatLeavesAllFilesKeepsWhatIsOpen) {
  const auto answer = run_filter(VHC_CONFINEMENT_PROBE, {VHC_TEST_VECTORS "/demo/two-dose-bundle.json", "open-files"},
                                 "input", generous);
  ASSERT_TRUE(answer);
#ifndef VHC_SANITIZED
  EXPECT_NE(std::string::npos, answer->output.find("file refused\n")) << answer->output;
  EXPECT_NE(std::string::npos, answer->output.find("library refused\n")) << answer->output;
#endif
  EXPECT_NE(std::string::npos, answer->output.find("input read\n")) << answer->output;
  EXPECT_NE(std::string::npos, answer->output.find("socket refused\n")) << answer->output;
}

TEST_F(DrawnPictures, WithoutPdftoppmTheErrorSaysHowToConvert) {
  const auto page = draw_pdf_page(as_bytes("%PDF-1.4\n"), 1, {"/nowhere/pdftoppm"});
  ASSERT_FALSE(page);
  EXPECT_EQ(Errc::picture_no_drawer, page.error().code);
  EXPECT_NE(std::string::npos, page.error().hint.find("pdftoppm -png"));
}

// A document of so many pages; what is drawn of a page is its number, and the code on it is the text given for it.
struct FakeDocument {
  int num_pages;
  std::map<int, std::string> codes;
  std::map<int, Errc> faults = {};

  PdfReader reader() const {
    return {.draw = [this](int page) -> Result<std::string> {
              if (const auto fault = faults.find(page); fault != faults.end()) {
                return fail(fault->second, "page " + std::to_string(page));
              }
              return page > num_pages ? std::string() : std::to_string(page);
            },
            .read = [this](const std::string& drawn) -> Result<std::vector<ReadCode>> {
              const auto code = codes.find(std::stoi(drawn));
              if (code == codes.end()) return fail(Errc::picture_no_code);
              return std::vector<ReadCode>{{.text = code->second, .data_codewords = {}}};
            }};
  }
};

std::string codes_of(const FakeDocument& document, std::vector<Finding>& findings) {
  findings.clear();
  const PdfReader reader = document.reader();
  const auto codes = read_pages(reader, findings);
  if (!codes) return std::string(name(codes.error().code)) + " " + codes.error().where;
  std::string text;
  for (const ReadCode& code : *codes) text += code.text;
  return text;
}

TEST(PdfPages, EveryPageIsLookedAtUpToTheThirtieth) {
  std::vector<Finding> findings;
  EXPECT_EQ("a", codes_of({1, {{1, "a"}}}, findings));
  EXPECT_EQ("abc", codes_of({30, {{1, "a"}, {3, "b"}, {4, "a"}, {30, "c"}}}, findings));
  EXPECT_TRUE(findings.empty());
  EXPECT_EQ("picture.no_code PDF document, page 1", codes_of({1, {}}, findings));
  EXPECT_EQ("picture.no_code PDF document, pages 1 to 7", codes_of({7, {}}, findings));
}

TEST(PdfPages, WhereItStoppedIsSaid) {
  std::vector<Finding> findings;
  EXPECT_EQ("picture.no_code PDF document, pages 1 to 30 were looked at, and it has more",
            codes_of({31, {{31, "a"}}}, findings));
  EXPECT_EQ("a", codes_of({31, {{2, "a"}, {31, "b"}}}, findings));
  ASSERT_EQ(1U, findings.size());
  EXPECT_EQ(Errc::picture_pages_left, findings.front().code);
  EXPECT_EQ("PDF document, pages 1 to 30", findings.front().where);
}

TEST(PdfPages, APageThatCannotBeDrawnEndsIt) {
  std::vector<Finding> findings;
  EXPECT_EQ("picture.too_slow page 2", codes_of({9, {{3, "a"}}, {{2, Errc::picture_too_slow}}}, findings));
  EXPECT_EQ("a", codes_of({9, {{1, "a"}, {9, "b"}}, {{4, Errc::picture_unreadable}}}, findings));
  ASSERT_EQ(1U, findings.size());
  EXPECT_EQ(Errc::picture_unreadable, findings.front().code);
  EXPECT_EQ("picture.unreadable page 1", codes_of({9, {}, {{1, Errc::picture_unreadable}}}, findings));
}

TEST_F(DrawnPictures, ABrokenDocumentIsUnreadable) {
  if (first_program(places_of_pdftoppm()).empty()) GTEST_SKIP() << "no pdftoppm";
  for (const char* const text : {"%PDF-", "%PDF-1.7\n1 0 obj", "%PDF-1.4\ntrailer<</Root 1 0 R>>\n%%EOF"}) {
    const auto page = draw_pdf_page(as_bytes(text), 1);
    ASSERT_FALSE(page) << text;
    EXPECT_EQ(Errc::picture_unreadable, page.error().code) << text;
  }
}

TEST_F(DrawnPictures, ADrawerThatIsNotThereIsAMissingPart) {
  const auto drawn = draw_svg_aside(as_bytes("<svg/>"), "/nowhere");
  ASSERT_FALSE(drawn);
  EXPECT_EQ(Errc::module_missing, drawn.error().code);
}

}  // namespace
}  // namespace vhc
