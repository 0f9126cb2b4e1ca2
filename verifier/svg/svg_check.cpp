#include "svg/svg_check.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "svg/svg_markup.h"

namespace vhc {
namespace {

// Each thing painted with a gradient goes through all of its steps.
constexpr std::size_t max_gradient_parts = 2'000;

tl::unexpected<Error> too_complex(std::string where) {
  return fail(Errc::picture_too_complex, std::move(where), "convert it to PNG");
}

struct Element {
  std::string_view shows;  // the id that a <use> names
  std::vector<std::uint32_t> children;
  std::size_t weight = 0;  // elements drawn for it; 0 while not counted
  std::size_t height = 0;  // of the tallest tree below it, itself included
};

// The tree of elements, and what each of them costs to draw.
class Tree {
 public:
  explicit Tree(const SvgLimits& limits) : limits_(limits) { elements_.emplace_back(); }

  Result<void> add(const SvgTag& tag) {
    if (tag.kind == SvgTag::Kind::close) {
      if (open_.size() > 1) open_.pop_back();
      return {};
    }
    if (elements_.size() > limits_.max_elements) return too_complex("SVG picture with too many parts");
    if (open_.size() > limits_.max_depth) return too_complex("SVG picture nested too deeply");
    VHC_CHECK_OK(check_kind(tag.name));
    const auto number = static_cast<std::uint32_t>(elements_.size());
    elements_[open_.back()].children.push_back(number);
    elements_.emplace_back();
    if (tag.kind == SvgTag::Kind::open) open_.push_back(number);
    return add_names(tag, number);
  }

  Result<void> check_expanded() { return count(0, 0); }

 private:
  // Tiles are drawn at any size, however small what shows of them is.
  Result<void> check_kind(std::string_view name) {
    constexpr std::array gradients = {"linearGradient", "radialGradient", "stop"};
    if (name == "pattern") return too_complex("SVG picture with patterns");
    if (std::find(gradients.begin(), gradients.end(), name) != gradients.end() &&
        ++num_gradient_parts_ > max_gradient_parts) {
      return too_complex("SVG picture with too many colors");
    }
    return {};
  }

  Result<void> add_names(const SvgTag& tag, std::uint32_t number) {
    const std::string_view id = attribute(tag, "id");
    const std::string_view shown = tag.name == "use" ? attribute(tag, "href") : std::string_view();
    if (id.find('&') != std::string_view::npos || shown.find('&') != std::string_view::npos) {
      return too_complex("SVG picture with names that are written in code");
    }
    if (!id.empty()) ids_[id].push_back(number);
    if (shown.starts_with('#')) elements_[number].shows = shown.substr(1);
    return {};
  }

  // Recursion ends at max_depth, so that an element that shows itself is refused as well.
  Result<void> count(std::uint32_t number, std::size_t depth) {
    if (elements_[number].weight != 0) return check_height(depth, elements_[number].height);
    if (depth > limits_.max_depth) return too_complex("SVG picture nested too deeply");
    std::vector<std::uint32_t> parts = elements_[number].children;
    if (const auto named = ids_.find(elements_[number].shows); named != ids_.end()) {
      parts.insert(parts.end(), named->second.begin(), named->second.end());
    }
    std::size_t weight = 1;
    std::size_t height = 1;
    for (const std::uint32_t part : parts) {
      VHC_CHECK_OK(count(part, depth + 1));
      weight += elements_[part].weight;
      height = std::max(height, elements_[part].height + 1);
      if (weight > limits_.max_elements + 1) return too_complex("SVG picture with too many parts");
    }
    elements_[number].weight = weight;
    elements_[number].height = height;
    return {};
  }

  Result<void> check_height(std::size_t depth, std::size_t height) const {
    if (depth + height > limits_.max_depth + 1) return too_complex("SVG picture nested too deeply");
    return {};
  }

  const SvgLimits& limits_;
  std::vector<Element> elements_;  // the first stands for the document
  std::vector<std::uint32_t> open_{0};
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> ids_;
  std::size_t num_gradient_parts_ = 0;
};

}  // namespace

Result<void> check_svg(std::string_view svg, const SvgLimits& limits) {
  if (svg.size() > limits.max_bytes) {
    return fail(Errc::picture_too_large, "SVG picture of " + std::to_string(svg.size()) + " bytes",
                "the limit is " + std::to_string(limits.max_bytes) + " bytes; convert it to PNG");
  }
  if (svg.find('\0') != std::string_view::npos) {
    return fail(Errc::picture_kind, "SVG picture in an unusual encoding", "save it again as UTF-8");
  }
  SvgTags tags(svg);
  Tree tree(limits);
  for (;;) {
    VHC_TRY(const std::optional<SvgTag> tag, tags.next());
    if (!tag) return tree.check_expanded();
    VHC_CHECK_OK(tree.add(*tag));
  }
}

}  // namespace vhc
