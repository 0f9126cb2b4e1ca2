#include "shell/modules.h"

#include <gtest/gtest.h>

#include "shell/print_module.h"
#include "venue/picture_module.h"
#include "vhc/numeric_qr.h"

namespace vhc {
namespace {

// Where the build puts them.
const std::string folder = VHC_TEST_MODULES;

TEST(Modules, WhatOneDrawsTheOtherReads) {
  const std::string jws(760, 'a');
  const auto drawing = draw_on_demand(jws, {.png = true}, folder);
  ASSERT_TRUE(drawing) << drawing.error().where;
  EXPECT_EQ(17, drawing->qr_version);
  EXPECT_TRUE(drawing->svg.empty());
  EXPECT_TRUE(drawing->terminal.empty());
  const auto codes = read_codes_on_demand(drawing->png, folder);
  ASSERT_TRUE(codes) << codes.error().where;
  ASSERT_EQ(1U, codes->size());
  EXPECT_EQ(to_numeric(jws).value(), codes->front().text);
  EXPECT_EQ(std::size_t{647}, codes->front().data_codewords.size()) << "of version 17 at level L";
  EXPECT_EQ('L', codes->front().level);
}

TEST(Modules, EachFormIsDrawnWhenAskedFor) {
  const std::string jws(317, '_');
  const auto drawing = draw_on_demand(jws, {.svg = true, .terminal = true, .symbol_millimetres = 57.0}, folder);
  ASSERT_TRUE(drawing);
  EXPECT_EQ(57.0, drawing->symbol_millimetres);
  EXPECT_NE(std::string::npos, drawing->svg.find("width=\"65.000mm\"")) << "57 modules and 8 of quiet zone";
  EXPECT_TRUE(drawing->terminal.starts_with("\033["));
  EXPECT_TRUE(drawing->png.empty());
  const auto plain = draw_on_demand(jws, {.terminal = true, .half_blocks = false, .colour = false}, folder);
  ASSERT_TRUE(plain);
  EXPECT_TRUE(plain->terminal.starts_with("####"));
}

TEST(Modules, ErrorsComeThroughWithCodePlaceAndHint) {
  const auto drawing = draw_on_demand(std::string(1196, 'a'), {.png = true}, folder);
  ASSERT_FALSE(drawing);
  EXPECT_EQ(Errc::issue_too_long_for_qr, drawing.error().code);
  EXPECT_EQ("the card does not fit one QR code", drawing.error().what);
  EXPECT_EQ("1196 characters, limit 1195", drawing.error().where);
  EXPECT_FALSE(drawing.error().hint.empty());

  EXPECT_EQ(Errc::usage, draw_on_demand("abc", {.png = true, .pixels_per_module = 41}, folder).error().code);
  EXPECT_EQ(Errc::usage, draw_on_demand("abc", {.svg = true, .symbol_millimetres = -1.0}, folder).error().code);
  const auto codes = read_codes_on_demand(as_bytes("GIF89a"), folder);
  ASSERT_FALSE(codes);
  EXPECT_EQ(Errc::picture_kind, codes.error().code);
  EXPECT_EQ("GIF picture", codes.error().where);
}

TEST(Modules, AMissingModuleSaysSo) {
  for (const char* const nowhere : {"/nowhere", "", ".", "lib/vhc"}) {
    const auto codes = read_codes_on_demand(as_bytes("x"), nowhere);
    ASSERT_FALSE(codes) << nowhere;
    EXPECT_EQ(Errc::module_missing, codes.error().code);
    EXPECT_EQ("libvhc-picture.so", codes.error().where);
    EXPECT_FALSE(codes.error().hint.empty());
  }
}

TEST(Modules, AnEntryOfAnotherVersionIsRefused) {
  const auto entry = open_module(folder, "vhc-print", "vhc_print_draw_v0");
  ASSERT_FALSE(entry);
  EXPECT_EQ(Errc::module_missing, entry.error().code);
}

TEST(Modules, TheFolderIsAnAbsolutePathBesideTheProgram) {
  const std::string found = module_folder();
  EXPECT_TRUE(found.starts_with('/'));
  EXPECT_TRUE(found.ends_with("/vhc"));
  EXPECT_EQ(std::string::npos, found.find(".."));
}

TEST(Modules, AnUnknownErrorNameIsABug) {
  EXPECT_EQ(Errc::picture_no_code, module_error("picture.no_code", "here", "").code);
  EXPECT_EQ(Errc::internal, module_error("no.such_name", "", "").code);
}

}  // namespace
}  // namespace vhc
