// One question of a rules file: doses, test, recovery, exemption, age, or what somebody else reads.
#pragma once

#include <memory>
#include <string_view>

#include "rules/read_sets.h"

namespace vhc {

inline constexpr std::string_view what_can_be_asked = "any, all, doses, test, recovery, exemption, age";

Result<std::shared_ptr<const RuleLeaf>> read_leaf(const Field& field, const ReadSets& sets, const LeafReaders& readers);

}  // namespace vhc
