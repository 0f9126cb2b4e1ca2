#include "vhc/svg.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "vhc/base64url.h"
#include "vhc/numeric_qr.h"
#include "vhc/picture.h"
#include "vhc/print.h"

namespace vhc {
namespace {

std::string svg_of(const std::string& inside, const std::string& attributes = R"(viewBox="0 0 100 100")") {
  return R"(<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" )" + attributes + ">" +
         inside + "</svg>";
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string text_in(const std::string& svg) {
  const auto drawn = draw_svg(as_bytes(svg));
  if (!drawn) return std::string(name(drawn.error().code));
  const auto codes = read_codes(*drawn);
  return codes ? codes->front().text : std::string(name(codes.error().code));
}

struct CardPicture {
  std::string text;
  std::string svg;
};

CardPicture card_of(std::size_t num_characters) {
  const std::string jws(num_characters, 'k');
  return {to_numeric(jws).value(), to_svg(draw_qr(jws).value(), 50.0).value()};
}

TEST(DrawSvg, WhatIsDrawnReadsBack) {
  for (const std::size_t length : {std::size_t{300}, std::size_t{760}, std::size_t{1195}}) {
    const CardPicture card = card_of(length);
    EXPECT_EQ(card.text, text_in(card.svg)) << length;
  }
}

TEST(DrawSvg, WhatDrawingProgramsAddDoesNotHurt) {
  const CardPicture card = card_of(300);
  const auto inside = [&card](const std::string& more) {
    return card.svg.substr(0, card.svg.rfind("</svg>")) + more + "</svg>";
  };
  EXPECT_EQ(card.text, text_in("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + card.svg));
  EXPECT_EQ(card.text, text_in("<?xml version='1.0' encoding='iso-8859-1'?><!-- a > b -->" + card.svg));
  EXPECT_EQ(card.text, text_in("<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" "
                               "\"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">" +
                               card.svg));
  EXPECT_EQ(card.text, text_in(inside("<text x='5' y='5'>Rivera</text>")));
  EXPECT_EQ(card.text, text_in(inside("<image width='80' height='80' href='file:///dev/zero'/>")));
  EXPECT_EQ(card.text, text_in(inside("<style><![CDATA[ path > rect { fill: red } ]]></style>")));
  EXPECT_EQ(card.text, text_in(inside("<metadata><rdf:RDF xmlns:rdf='urn:x'/></metadata>")));
}

// ---- pictures of pixels in an SVG, which are read beside what is drawn

std::string base64_of(ByteView bytes) {
  std::string text = to_base64url(bytes);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  return text + std::string((4 - text.size() % 4) % 4, '=');
}

std::string image_of(const std::string& coded, const std::string& kind = "png") {
  return "<image width='80' height='80' xlink:href='data:image/" + kind + ";base64," + coded + "'/>";
}

struct PngCard {
  std::string text;
  std::string base64;
};

PngCard png_card(char fill) {
  const std::string jws(300, fill);
  return {to_numeric(jws).value(), base64_of(to_png(draw_qr(jws).value(), 3).value())};
}

std::string read_inside(const std::string& svg) {
  const auto codes = read_codes(as_bytes(svg));
  if (!codes) return std::string(name(codes.error().code));
  std::string texts;
  for (const ReadCode& code : *codes) texts += (texts.empty() ? "" : " ") + code.text;
  return texts;
}

std::string in_lines_of_76(const std::string& text, const std::string& end_of_line) {
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += 76) lines += text.substr(at, 76) + end_of_line;
  return lines;
}

TEST(PicturesInSvg, AreRead) {
  const PngCard card = png_card('k');
  EXPECT_EQ(card.text, read_inside(svg_of(image_of(card.base64))));
  EXPECT_EQ(card.text, read_inside(svg_of(image_of(card.base64, "jpeg")))) << "the bytes say what they are";
  EXPECT_EQ(card.text, read_inside(svg_of(image_of(card.base64, "png;charset=utf-8"))));
  for (const char* const end_of_line : {"\n", "\r\n  ", "&#10;", "&#xA;", "&#13;&#10;"}) {
    EXPECT_EQ(card.text, read_inside(svg_of(image_of(in_lines_of_76(card.base64, end_of_line))))) << end_of_line;
  }
  EXPECT_EQ(card.text + " " + png_card('m').text,
            read_inside(svg_of("<g>" + image_of(card.base64) + "</g>" + image_of(png_card('m').base64))));
}

TEST(PicturesInSvg, WhatIsNoneIsLeftOut) {
  const PngCard card = png_card('k');
  const std::string good = image_of(card.base64);
  for (const std::string& bad :
       {image_of("====" + card.base64), image_of("AAAA"), image_of(""), image_of(card.base64.substr(0, 400)),
        image_of("&lt;" + card.base64), std::string("<image href='file:///dev/zero'/>"),
        std::string("<image href='data:image/png,AAAA'/>"), std::string("<image/>"),
        "<image href='data:text/plain;base64," + card.base64 + "'/>", image_of(base64_of(as_bytes(svg_of(good)))),
        "<!-- " + good + " -->"}) {
    EXPECT_EQ(card.text, read_inside(svg_of(bad + good))) << bad.substr(0, 60);
    EXPECT_EQ(0U, read_inside(svg_of(bad)).find("picture.")) << bad.substr(0, 60);
  }
  EXPECT_EQ("picture.no_code", read_inside(svg_of("")));
  EXPECT_EQ("SVG picture: no kind of picture that is known",
            read_codes(as_bytes(svg_of(image_of("AAAA")))).error().where);
  EXPECT_EQ("picture.unreadable", read_inside(svg_of("<image href='data:image/png;base64,").substr(0, 150)));
}

TEST(PicturesInSvg, ManyAndLargeOnesHaveCeilings) {
  const PngCard card = png_card('k');
  EXPECT_EQ(card.text, read_inside(svg_of(repeated(image_of("AAAA"), 15) + image_of(card.base64))));
  EXPECT_EQ("picture.kind", read_inside(svg_of(repeated(image_of("AAAA"), 16) + image_of(card.base64))));
  // Each is above nine megapixels: the second is more than is left of twelve, and what was found before is kept.
  const auto large = [](char fill) {
    return image_of(base64_of(to_png(draw_qr(std::string(1195, fill)).value(), 26).value()));
  };
  EXPECT_EQ(to_numeric(std::string(1195, 'k')).value(), read_inside(svg_of(large('k') + large('m'))));
}

TEST(DrawSvg, TheLongerSideIsAsLongAsAskedFor) {
  struct SizeCase {
    const char* attributes;
    const char* header;
  };
  constexpr SizeCase cases[] = {
      {"viewBox='0 0 100 100'", "P5\n200 200\n"},   {"viewBox='0 0 100 50'", "P5\n200 100\n"},
      {"width='10' height='40'", "P5\n50 200\n"},   {"width='1e9' height='1e9'", "P5\n200 200\n"},
      {"width='1e9' height='1'", "P5\n200 1\n"},    {"width='0' height='0'", "P5\n200 200\n"},
      {"width='-5' height='nan'", "P5\n200 200\n"}, {"", "P5\n200 200\n"},
  };
  for (const SizeCase& c : cases) {
    const auto drawn = draw_svg(as_bytes(svg_of("", c.attributes)), {.side = 200});
    if (!drawn) continue;  // a size that the library refuses
    EXPECT_EQ(c.header, as_text(*drawn).substr(0, std::string_view(c.header).size())) << c.attributes;
  }
}

TEST(DrawSvg, LightIsTakenFromEveryColour) {
  const auto pixel_of = [](const char* fill) {
    const std::string svg =
        svg_of("<rect width='100' height='100' fill='" + std::string(fill) + "'/>", "viewBox='0 0 100 100'");
    return draw_svg(as_bytes(svg), {.side = 10}).value().back();
  };
  EXPECT_EQ(0, pixel_of("black"));
  EXPECT_EQ(255, pixel_of("white"));
  EXPECT_EQ(255, pixel_of("none"));
  EXPECT_GT(pixel_of("yellow"), 200);
  EXPECT_LT(pixel_of("#000080"), 40);
}

struct Refusal {
  const char* name;
  std::string svg;
  Errc code;
};

std::vector<Refusal> refusals() {
  std::string use_bomb = "<g id='a0'><rect/></g>";
  for (int i = 1; i <= 8; ++i) {
    const std::string below = "<use href='#a" + std::to_string(i - 1) + "'/>";
    use_bomb += "<g id='a" + std::to_string(i) + "'>" + repeated(below, 10) + "</g>";
  }
  std::string use_chain = "<rect id='b0'/>";
  for (int i = 1; i <= 100; ++i) {
    use_chain += "<use id='b" + std::to_string(i) + "' xlink:href='#b" + std::to_string(i - 1) + "'/>";
  }
  return {
      {"nested deeply", svg_of(repeated("<g>", 100'000) + repeated("</g>", 100'000)), Errc::picture_too_complex},
      {"never closed", svg_of(repeated("<g>", 50)).substr(0, 200), Errc::picture_unreadable},
      {"many parts", svg_of(repeated("<g/>", 100'000)), Errc::picture_too_complex},
      {"use of use", svg_of(use_bomb), Errc::picture_too_complex},
      {"a chain of use", svg_of(use_chain), Errc::picture_too_complex},
      {"shows itself", svg_of("<g id='a'><use href='#a'/></g>"), Errc::picture_too_complex},
      {"shows itself in code", svg_of("<g id='a'><use href='&#35;a'/></g>"), Errc::picture_too_complex},
      {"prefixed use", svg_of("<s:g id='a' xmlns:s='http://www.w3.org/2000/svg'><s:use xlink:href='#a'/></s:g>"),
       Errc::picture_too_complex},
      {"patterns", svg_of("<pattern id='p' width='9999' height='9999'/>"), Errc::picture_too_complex},
      {"gradients", svg_of(repeated("<stop/>", 2001)), Errc::picture_too_complex},
      {"entities", "<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>" + svg_of("<text>&b;</text>"),
       Errc::picture_kind},
      {"a file as an entity", "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///dev/zero'>]>" + svg_of("&a;"),
       Errc::picture_kind},
      {"a document type in quotes", "<!DOCTYPE svg SYSTEM 'a>b' [<!ENTITY a 'b'>]>" + svg_of(""), Errc::picture_kind},
      {"another encoding", "<?xml version='1.0' encoding='UTF-7'?>" + svg_of(""), Errc::picture_kind},
      {"an encoding without quotes", "<?xml version='1.0' encoding=?>" + svg_of(""), Errc::picture_kind},
      {"two bytes a character", std::string("<svg\0 >\0", 8), Errc::picture_kind},
      {"a comment without an end", "<!--" + svg_of(""), Errc::picture_unreadable},
      {"an instruction without an end", svg_of("<?php "), Errc::picture_unreadable},
      {"characters without an end", svg_of("<![CDATA[ ]]"), Errc::picture_unreadable},
      {"a document type without an end", "<!DOCTYPE svg", Errc::picture_unreadable},
      {"a quote without an end", svg_of("<g id='>"), Errc::picture_unreadable},
      {"not SVG", "<svg>", Errc::picture_unreadable},
      {"HTML", "<html><svg></svg></html>", Errc::picture_unreadable},
      {"nothing", "", Errc::picture_unreadable},
      {"an entity of nobody", svg_of("&nobody;"), Errc::picture_unreadable},
  };
}

TEST(DrawSvg, WhatIsTooMuchOrBrokenIsRefused) {
  for (const Refusal& c : refusals()) {
    const auto drawn = draw_svg(as_bytes(c.svg));
    ASSERT_FALSE(drawn) << c.name;
    EXPECT_EQ(name(c.code), name(drawn.error().code)) << c.name;
    EXPECT_EQ(0U, drawn.error().where.find("SVG picture")) << c.name;
    EXPECT_FALSE(drawn.error().hint.empty()) << c.name;
  }
}

TEST(DrawSvg, CeilingsHoldExactly) {
  const std::string svg = svg_of("<g><rect/></g><rect/>");
  const SvgLimits fits{.max_bytes = svg.size(), .max_elements = 4, .max_depth = 3, .side = 10};
  EXPECT_TRUE(draw_svg(as_bytes(svg), fits));
  SvgLimits limits = fits;
  limits.max_bytes = svg.size() - 1;
  EXPECT_EQ(Errc::picture_too_large, draw_svg(as_bytes(svg), limits).error().code);
  limits = fits;
  limits.max_elements = 3;
  EXPECT_EQ(Errc::picture_too_complex, draw_svg(as_bytes(svg), limits).error().code);
  limits = fits;
  limits.max_depth = 2;
  EXPECT_EQ(Errc::picture_too_complex, draw_svg(as_bytes(svg), limits).error().code);
}

TEST(DrawSvg, EveryPrefixIsRefused) {
  const std::string svg = card_of(300).svg;
  const std::size_t whole = svg.rfind('>') + 1;
  for (std::size_t size = 0; size < whole; size += size < 400 ? 1 : 997) {
    EXPECT_FALSE(draw_svg(as_bytes(svg.substr(0, size)), {.side = 20})) << size;
  }
}

}  // namespace
}  // namespace vhc
