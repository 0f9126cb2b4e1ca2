#include "tools/bench/bench_input.h"

namespace vhc {
namespace {

std::string number_of(std::size_t number) {
  return std::to_string(100000 + number);
}

std::string row(std::size_t number) {
  return number_of(number) + ",E" + number_of(number) + ",Rivera" + number_of(number) +
         ",Noor,1980-05-06,2026-07-04,187,L" + number_of(number) + ",Corner Pharmacy\n";
}

std::string message(std::size_t number) {
  return "MSH|^~\\&|RX|CORNER|IIS|STATE|20260704120000-0400||VXU^V04^VXU_V04|" + number_of(number) +
         "|P|2.5.1\rPID|1||" + number_of(number) + "^^^CORNER^MR||Rivera" + number_of(number) +
         "^Noor^^^^^L||19800506|F\rORC|RE||" + number_of(number) +
         "^CORNER\rRXA|0|1|20260704||187^zoster^CVX|0.5|mL||" + "00^new^NIP001||^^^Corner Pharmacy||||L" +
         number_of(number) + "||SKB^GSK^MVX|||CP|A\r";
}

}  // namespace

BenchInput::BenchInput(Kind kind, std::size_t num_persons) {
  rules_.today = std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(bench_issued)};
  options_.today = rules_.today;
  if (kind == Kind::rows) {
    bytes_ = "patient_id,event_id,last_name,first_name,birth_date,admin_date,cvx,lot_number,performer\n";
  }
  for (std::size_t i = 0; i < num_persons; ++i) bytes_ += kind == Kind::rows ? row(i) : message(i);
}

bool BenchInput::next(Intake& person) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (!reader_) {
      auto reader = InputReader::open(file_of(bytes_), rules_);
      if (!reader) return false;
      reader_.emplace(*std::move(reader));
    }
    const auto got = reader_->next(person);
    if (!got) return false;
    if (*got) return true;
    reader_.reset();
  }
  return false;
}

bool BenchInput::issue_next(const BenchIssuer& issuer, SelfCheck check) {
  Intake person;
  if (!next(person)) return false;
  const auto bundle = minimal_bundle(person, options_);
  auto rid = RevocationId::parse("MKyCxh7p6uQ");
  return bundle && rid &&
         issue({.bundle_json = bundle->json, .types = bundle->types, .issued = bench_issued, .rid = *std::move(rid)},
               issuer.iss, issuer.key, check)
             .has_value();
}

}  // namespace vhc
