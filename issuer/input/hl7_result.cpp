// OBX under its OBR: one result.
#include "input/hl7_records.h"
#include "input/local_time.h"

namespace vhc {
namespace {

ResultState state_of(const std::string& status, bool has_value) {
  if (status == "F") return ResultState::final;
  if (status == "C") return ResultState::corrected;
  if (status == "D" || status == "W" || status == "X") return ResultState::withdrawn;
  if (status == "O" || (status.empty() && !has_value)) return ResultState::question;
  return ResultState::not_final;
}

// The same day, with a time: a laboratory often writes the day alone beside its result.
bool has_time_of(std::string_view other, std::string_view day) {
  return other.size() > day.size() && other.substr(0, day.size()) == day;
}

}  // namespace

// OBR-3, else OBR-2, else the specimen's number.
std::string Hl7SectionReader::result_number(const Hl7Segment* specimen) const {
  const auto number_of = [this](const Hl7Segment* segment, std::size_t number) {
    return segment == nullptr ? std::string{} : hl7_number(view_, *segment, number);
  };
  std::string found = number_of(request_, 3);
  if (found.empty()) found = number_of(request_, 2);
  return found.empty() ? number_of(specimen, 2) : found;
}

// The order was canceled, or OBR-25 says that there are no results.
bool Hl7SectionReader::is_request_off() const {
  const OrderState order = order_ == nullptr ? OrderState::none : hl7_order_state(view_, *order_);
  const bool is_off = order == OrderState::canceled || order == OrderState::error;
  return is_off || (request_ != nullptr && view_.text(*request_, 25, 1) == "X");
}

// Whatever was reported under the number of this request before.
void Hl7SectionReader::take_back_results(const Hl7Segment& obr, Dossier& dossier) const {
  const std::string number = result_number(nullptr);
  if (number.empty() || !is_request_off()) return;
  std::vector<std::string> events;
  for (const Decision& decision : dossier.decisions) {
    if (decision.is_result && decision.event.starts_with(number + "\n")) events.push_back(decision.event);
  }
  for (const std::string& event : events) {
    clerk_.take_removal(dossier, {.line = obr.line, .places = {.record = "OBR-25"}, .event = event, .is_result = true});
  }
}

void Hl7SectionReader::read_time(const Hl7Segment& obx, const Hl7Segment* specimen, WrittenResult& result) const {
  constexpr std::size_t day_chars = 8;
  std::string written = view_.text(obx, 14, 1);
  const std::string requested = request_ == nullptr ? std::string{} : view_.text(*request_, 7, 1);
  const std::string collected = specimen == nullptr ? std::string{} : view_.text(*specimen, 17, 1);
  for (const std::string& other : {requested, collected}) {
    const bool is_day_alone = written.size() == day_chars && has_time_of(other, written);
    if (written.empty() || is_day_alone) written = other.empty() ? written : other;
  }
  LocalTime time = hl7_time(written, rules_);
  if (time.fault) result.time_fault = written.empty() ? Errc::in_missing : *time.fault;
  if (time.assumed) result.time_warning = Errc::in_zone_assumed;
  result.effective = time.fault ? std::string{} : std::move(time.text);
}

void Hl7SectionReader::read_result(const Hl7Segment& obx, const Hl7Segment* specimen, Dossier& dossier) const {
  const std::vector<Hl7Coding> tests = view_.codings(obx, 3);
  const std::vector<Hl7Coding> values = view_.codings(obx, 5);
  WrittenResult result;
  result.line = obx.line;
  result.places = {.record = "OBX-11", .date = "OBX-14", .code = "OBX-3", .lot = "OBX-5", .performer = "OBX-23"};
  result.code_fault = Errc::in_no_code;
  for (const Hl7Coding& test : tests) {
    if (test.system != "LN") continue;
    const bool is_other = !result.code.empty() && test.code != result.code;
    if (result.code.empty()) result.code = test.code;
    result.code_fault = is_other ? std::optional(Errc::in_code_conflict) : std::nullopt;
    if (is_other) break;
  }
  result.state = state_of(view_.text(obx, 11, 1), view_.is_valued(obx, 5));
  for (const Hl7Coding& value : values) {
    if (value.system == "SCT") {
      result.values.push_back({value.code, value.text});
    } else {
      result.values.push_back({{}, value.text});
      result.values.push_back({{}, value.code});
    }
  }
  read_time(obx, specimen, result);
  const std::string number = result_number(specimen);
  const std::string event = number.empty() ? std::string{} : number + "\n" + std::string(result.code);
  const std::string placed = request_ == nullptr ? std::string{} : hl7_number(view_, *request_, 2);
  const std::string also = placed.empty() ? std::string{} : placed + "\n" + std::string(result.code);
  result.event = event;
  result.also = also;
  result.stamp = stamp_;
  result.group = request_ == nullptr ? 0 : request_->line;
  const bool says_so = result.state == ResultState::final || result.state == ResultState::corrected;
  if (says_so && is_request_off()) result.fault = Errc::in_status_conflict;
  std::string laboratory = view_.text(obx, 23, 1);
  // One field too far stands it in some systems; with a type of name (XON.2) it is no street of an address.
  if (laboratory.empty() && view_.text(obx, 24, 2).size() == 1) laboratory = view_.text(obx, 24, 1);
  result.performer = laboratory;
  clerk_.take_result(dossier, result);
}

}  // namespace vhc
