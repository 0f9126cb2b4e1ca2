#include <array>
#include <cstring>
#include <unordered_map>

#include "vhc/base64url.h"
#include "vhc/key_set.h"

namespace vhc {
namespace {

struct Point {
  P256Coordinate x{};
  P256Coordinate y{};
  friend bool operator==(const Point&, const Point&) = default;
};

// Coordinates of real points are as good as random; somebody who makes them alike gains nothing but his own time.
struct PointHash {
  std::size_t operator()(const Point& point) const noexcept {
    std::size_t hash = 0;
    std::memcpy(&hash, point.x.data() + point.x.size() - sizeof hash, sizeof hash);
    return hash;
  }
};

}  // namespace

struct KeyPool::Points {
  std::unordered_map<Point, Known, PointHash> known;
};

KeyPool::KeyPool() : points_(std::make_unique<Points>()) {}
KeyPool::~KeyPool() = default;

const KeyPool::Known* KeyPool::find_or_check(const P256Coordinate& x, const P256Coordinate& y) {
  const auto found = points_->known.find({x, y});
  if (found != points_->known.end()) return &found->second;
  const auto key = PublicKey::from_point(x, y);
  if (!key) return nullptr;
  Known known{*key, jwk_thumbprint(to_base64url(x), to_base64url(y))};
  return &points_->known.emplace(Point{x, y}, std::move(known)).first->second;
}

}  // namespace vhc
