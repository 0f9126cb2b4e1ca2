// What the segments of a message say: of the message, the person, doses and results (docs/rules/intake.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "input/clerk.h"
#include "input/hl7_view.h"

namespace vhc {

enum class Hl7Kind : std::uint8_t { none, update, answer, results };  // VXU^V04, RSP^K11, ORU^R01

struct Hl7Standing {
  Hl7Kind kind = Hl7Kind::none;
  bool other_structure = false;  // MSH-9.3 names another one
  bool is_test = false;          // MSH-11
  // What the registry or the sender says of the message as a whole, or what it lacks; none: it is read on.
  std::optional<InputFinding> obstacle = {};
};
Hl7Standing standing_of(const Hl7View& view);

Intake hl7_person(const Hl7View& view, const Hl7Segment& pid, const Clerk& clerk);

// Field `number` of a segment, an entity identifier with its authority; 9999 stands for none. Empty when there is none.
std::string hl7_number(const Hl7View& view, const Hl7Segment& segment, std::size_t number);
// ORC-3, else ORC-2.
std::string hl7_order_number(const Hl7View& view, const Hl7Segment& orc);
OrderState hl7_order_state(const Hl7View& view, const Hl7Segment& orc);
DoseClaim hl7_claim(const Hl7View& view, const Hl7Segment& rxa, const Hl7Segment* orc);

// Doses and results of a section, in their order, for the person of its PID.
class Hl7SectionReader {
 public:
  Hl7SectionReader(const Hl7View& view, Hl7Kind kind, const InputRules& rules, const Clerk& clerk)
      : view_(view), kind_(kind), rules_(rules), clerk_(clerk) {}
  void read(const Hl7Section& section, Dossier& dossier);

 private:
  void read_dose(const Hl7Segment& rxa, Dossier& dossier) const;
  DoseSource source_of(const Hl7Segment& rxa) const;
  void read_result(const Hl7Segment& obx, const Hl7Segment* specimen, Dossier& dossier) const;
  void read_time(const Hl7Segment& obx, const Hl7Segment* specimen, WrittenResult& result) const;
  std::string result_number(const Hl7Segment* specimen) const;
  bool is_request_off() const;
  void take_back_results(const Hl7Segment& obr, Dossier& dossier) const;
  void take_back_order(const Hl7Section& section, std::size_t orc, Dossier& dossier) const;
  const Hl7Segment* specimen_after(const Hl7Section& section, std::size_t index) const;

  const Hl7View& view_;
  Hl7Kind kind_;
  const InputRules& rules_;
  const Clerk& clerk_;
  const Hl7Segment* order_ = nullptr;
  const Hl7Segment* request_ = nullptr;
  std::string message_day_;
  std::string stamp_;  // MSH-7, to the second
};

}  // namespace vhc
