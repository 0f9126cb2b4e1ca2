// What is done to the grey of a picture before a code is looked for in it.
#include "picture/image_ops.h"

#include <algorithm>
#include <array>
#include <numeric>

#include <gtest/gtest.h>

#include "picture/binarize.h"
#include "picture/corner_marks.h"
#include "picture_making.h"

namespace vhc {
namespace {

TEST(ImageOps, AnEvenGreyStaysWhatItIs) {
  for (const int width : {1, 2, 3, 7, 40}) {
    for (const int grey : {0, 1, 128, 254, 255}) {
      const GreyImage even = filled(width, 5, static_cast<std::uint8_t>(grey));
      const auto is_even = [grey](const GreyImage& image) {
        return std::all_of(image.pixels.begin(), image.pixels.end(), [grey](int pixel) { return pixel == grey; });
      };
      EXPECT_TRUE(is_even(reduce(even, 2))) << width;
      EXPECT_TRUE(is_even(reduce(even, 3))) << width;
      EXPECT_TRUE(is_even(enlarge_by_half(even))) << width;
      EXPECT_TRUE(is_even(blur(even, 1.0))) << width;
      EXPECT_TRUE(is_even(sharpen(even))) << width;
    }
  }
}

TEST(ImageOps, ReduceGivesTheMeanOfWhatThereIs) {
  GreyImage image(3, 3);
  image.pixels = {10, 20, 30, 40, 50, 60, 70, 80, 90};
  const GreyImage half = reduce(image, 2);
  EXPECT_EQ(2, half.width);
  EXPECT_EQ(2, half.height);
  EXPECT_EQ((std::vector<std::uint8_t>{30, 45, 75, 90}), half.pixels);
  EXPECT_EQ(image.pixels, reduce(image, 1).pixels);
  EXPECT_EQ((std::vector<std::uint8_t>{50}), reduce(image, 4).pixels);
}

TEST(ImageOps, EnlargeKeepsASlopeASlope) {
  GreyImage slope(20, 3);
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 20; ++x) slope.row(y)[x] = static_cast<std::uint8_t>(12 * x);
  }
  const GreyImage large = enlarge_by_half(slope);
  ASSERT_EQ(30, large.width);
  ASSERT_EQ(5, large.height);
  for (int x = 3; x < 27; ++x) EXPECT_NEAR(12.0 * ((x + 0.5) / 1.5 - 0.5), large.row(2)[x], 1.0) << x;
}

TEST(ImageOps, BlurSpreadsAPointEvenlyAndLosesNothing) {
  GreyImage point(21, 21);
  point.row(10)[10] = 255;
  const GreyImage blurred = blur(point, 1.0);
  for (int i = 0; i < 21; ++i) {
    EXPECT_EQ(blurred.row(10)[i], blurred.row(10)[20 - i]);
    EXPECT_EQ(blurred.row(10)[i], blurred.row(i)[10]);
  }
  EXPECT_NEAR(255.0 / (2.0 * 3.14159265), blurred.row(10)[10], 1.0);
  EXPECT_NEAR(255, std::accumulate(blurred.pixels.begin(), blurred.pixels.end(), 0), 12) << "rounding of 49 pixels";
}

TEST(ImageOps, SharpenMakesAnEdgeSteeper) {
  GreyImage edge(20, 20);
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 20; ++x) edge.row(y)[x] = static_cast<std::uint8_t>(x < 10 ? 100 : 150);
  }
  const GreyImage soft = blur(edge, 1.0);
  const GreyImage sharp = sharpen(soft);
  EXPECT_LT(sharp.row(10)[9], soft.row(10)[9]);
  EXPECT_GT(sharp.row(10)[10], soft.row(10)[10]);
  EXPECT_EQ(100, sharp.row(10)[0]);
  EXPECT_EQ(150, sharp.row(10)[19]);
}

TEST(ImageOps, InvertTwiceIsNothing) {
  GreyImage image(256, 1);
  std::iota(image.pixels.begin(), image.pixels.end(), std::uint8_t{0});
  EXPECT_EQ(255, invert(image).pixels[0]);
  EXPECT_EQ(image.pixels, invert(invert(image)).pixels);
}

TEST(Binarize, GivesBackBlackAndWhiteAndFollowsTheLight) {
  const GreyImage code = grey_of(card_of(500).image, 4);
  EXPECT_EQ(code.pixels, binarize(code).pixels);
  GreyImage dim = code;
  for (int y = 0; y < dim.height; ++y) {
    for (int x = 0; x < dim.width; ++x) {
      const int light =
          80 + 170 * x / dim.width;  // what is dark on the right is lighter than what is light on the left
      dim.row(y)[x] = static_cast<std::uint8_t>(dim.row(y)[x] == 0 ? light / 2 : light);
    }
  }
  EXPECT_EQ(code.pixels, binarize(dim).pixels);
  for (const int side : {1, 7, 8, 9, 41}) EXPECT_EQ(side, binarize(filled(side, side, 200)).width);
}

TEST(CornerMarks, ACodeHasThreeWhicheverWayItIsTurned) {
  for (const int scale : {2, 3, 4, 9}) {
    GreyImage image = grey_of(card_of(317).image, scale);
    for (int quarter = 0; quarter < 4; ++quarter, image = turned(image)) {
      EXPECT_GE(num_corner_marks(image, 100), 3) << scale;
      EXPECT_LE(num_corner_marks(image, 100), 6) << scale;
    }
  }
}

TEST(CornerMarks, CountingStopsAtTheLimit) {
  const GreyImage image = grey_of(card_of(317).image, 3);
  EXPECT_EQ(0, num_corner_marks(image, 0));
  EXPECT_EQ(2, num_corner_marks(image, 2));
  EXPECT_EQ(0, num_corner_marks(filled(500, 500, 255), 10));
  EXPECT_EQ(0, num_corner_marks(filled(500, 500, 0), 10));
  EXPECT_EQ(0, num_corner_marks(filled(1, 1, 0), 10));
}

TEST(CornerMarks, AreCountedOnceEachAndALargeOneHidesNone) {
  GreyImage image = filled(800, 800, 255);
  draw_mark(image, 50, 50, 100);
  EXPECT_EQ(1, num_corner_marks(image, 1000));
  int num_marks = 1;
  // In the core of the large one, off the lines through its middle, on light ground.
  for (int y = 260; y < 380; y += 20) {
    for (int x = 420; x < 540; x += 20) {
      if (std::abs(x + y - 800) < 40) continue;
      for (int row = y - 2; row < y + 9; ++row) std::fill_n(image.row(row) + x - 2, 11, std::uint8_t{255});
      draw_mark(image, x, y, 1);
      ++num_marks;
    }
  }
  EXPECT_GT(num_marks, 20);
  EXPECT_GE(num_corner_marks(image, 1000), num_marks - 1);
}

}  // namespace
}  // namespace vhc
