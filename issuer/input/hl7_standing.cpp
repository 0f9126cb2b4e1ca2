// What may be read of a message at all.
#include <algorithm>
#include <array>

#include "input/hl7_records.h"

namespace vhc {
namespace {

struct MessageKind {
  std::string_view type;
  std::string_view event;
  std::string_view structure;
  Hl7Kind kind;
};
constexpr std::array kinds{MessageKind{"VXU", "V04", "VXU_V04", Hl7Kind::update},
                           MessageKind{"RSP", "K11", "RSP_K11", Hl7Kind::answer},
                           MessageKind{"ORU", "R01", "ORU_R01", Hl7Kind::results}};

InputFinding finding(const Hl7Segment& segment, std::string_view place, Errc code) {
  return {segment.line, std::string(place), Severity::error, code};
}

std::optional<InputFinding> obstacle_of_answer(const Hl7View& view) {
  const Hl7Segment& msh = view.head();
  const Hl7Segment* const qak = view.find("QAK");
  const Hl7Segment* const msa = view.find("MSA");
  const std::string status = qak == nullptr ? "" : view.text(*qak, 2, 1);
  const std::string ack = msa == nullptr ? "" : view.text(*msa, 1, 1);
  const std::string profile = view.text(msh, 21, 1);
  const Hl7Segment& place = qak == nullptr ? msh : *qak;
  if (status == "NF" || profile == "Z33") return finding(place, "QAK-2", Errc::in_no_match);
  const bool is_error = status == "AE" || status == "AR" || ack == "AE" || ack == "AR";
  if (profile == "Z31" && !is_error) return finding(place, "QAK-2", Errc::in_candidates);
  if (is_error || status == "TM") {
    return finding(place, qak == nullptr ? "MSA-1" : "QAK-2", Errc::in_registry_error);
  }
  const auto num_persons = view.sections().size();
  if (num_persons > 1) return finding(msh, "PID", Errc::in_candidates);
  if (num_persons == 0) return finding(msh, "PID", Errc::in_no_match);
  return std::nullopt;
}

// An order, and no dose under it before the next person begins: whose dose follows is not said.
bool is_order_cut(const Hl7View& view, std::size_t orc) {
  const auto& segments = view.message().segments;
  for (std::size_t i = orc + 1; i < segments.size(); ++i) {
    const std::string_view name = segments[i].name();
    if (name == "RXA" || name == "ORC" || name == "OBR") return false;
    if (name == "PID") return true;
  }
  return false;
}

// A dose or result before any PID could be anybody's; a segment that goes on with the one before was never joined.
std::optional<InputFinding> obstacle_of_order(const Hl7View& view) {
  const auto& segments = view.message().segments;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool is_cut = segments[i].name() == "ORC" && is_order_cut(view, i);
    if (is_cut || segments[i].name() == "ADD") return finding(segments[i], segments[i].name(), Errc::in_bad_structure);
  }
  for (const Hl7Segment& segment : view.message().segments) {
    const std::string_view name = segment.name();
    if (name == "PID") return std::nullopt;
    if (name == "RXA" || name == "OBX") return finding(segment, name, Errc::in_bad_structure);
  }
  return finding(view.head(), "PID", Errc::in_missing);
}

}  // namespace

Hl7Standing standing_of(const Hl7View& view) {
  const Hl7Segment& msh = view.head();
  const std::string type = view.text(msh, 9, 1);
  const std::string event = view.text(msh, 9, 2);
  const auto* const kind = std::find_if(kinds.begin(), kinds.end(),
                                        [&](const MessageKind& k) { return k.type == type && k.event == event; });
  if (kind == kinds.end()) return {.obstacle = finding(msh, "MSH-9", Errc::in_unknown_format)};
  const std::string structure = view.text(msh, 9, 3);
  const std::string processing = view.text(msh, 11, 1);
  Hl7Standing standing{.kind = kind->kind,
                       .other_structure = !structure.empty() && structure != kind->structure,
                       .is_test = !processing.empty() && processing != "P"};
  if (kind->kind == Hl7Kind::answer) standing.obstacle = obstacle_of_answer(view);
  if (!standing.obstacle) standing.obstacle = obstacle_of_order(view);
  return standing;
}

}  // namespace vhc
