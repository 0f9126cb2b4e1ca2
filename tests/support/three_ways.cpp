#include "three_ways.h"

#include <algorithm>
#include <array>
#include <set>

namespace vhc::test {
namespace {

constexpr std::array families{"Rivera", "Okafor", "Lindqvist"};
constexpr std::array given{"Ana", "Chidi", "Berit"};
constexpr std::array births{"1984-06-15", "1990-01-02", "1971-11-30"};

std::size_t index_of(const Fact& fact) {
  return static_cast<std::size_t>(fact.person) % families.size();
}

std::string given_of(const Fact& fact) {
  if (fact.name == 2) return "Mateo";
  const std::string whole = given.at(index_of(fact));
  return fact.name == 1 ? whole.substr(0, 1) : whole;
}

std::string number_of(const Fact& fact) {
  return "MR" + std::to_string(7001 + index_of(fact));
}

std::string without_dashes(std::string date) {
  date.erase(std::remove(date.begin(), date.end(), '-'), date.end());
  return date;
}

std::string completion_in_hl7(const Fact& fact) {
  if (fact.told == Told::assumed) return "";
  if (fact.told == Told::partial) return "PA";
  return fact.told == Told::refused ? "RE" : "CP";
}

std::string action_of(const Fact& fact) {
  if (fact.told == Told::deleted) return "D";
  return fact.update ? "U" : "A";
}

std::string person_in_fhir(const Fact& fact) {
  return R"({"resourceType":"Patient","id":")" + number_of(fact) + R"(","name":[{"family":")" + family_of(fact) +
         R"(","given":[")" + given_of(fact) + R"("]}],"birthDate":")" + births.at(index_of(fact)) + "\"}\n";
}

std::string status_in_fhir(const Fact& fact) {
  if (fact.told == Told::deleted) return "entered-in-error";
  return fact.told == Told::refused ? "not-done" : "completed";
}

}  // namespace

std::string family_of(const Fact& fact) {
  return families.at(index_of(fact));
}

std::string as_hl7(const std::vector<Fact>& facts) {
  std::string text;
  for (const Fact& fact : facts) {
    text += "MSH|^~\\&|SYS|SHOP|IIS|ST|20261120101500||VXU^V04^VXU_V04|1|P|2.5.1\r";
    text += "PID|1||" + number_of(fact) + "^^^SHOP^MR||" + family_of(fact) + "^" + given_of(fact) + "^^^^^L||" +
            without_dashes(births.at(index_of(fact))) + "\r";
    if (!fact.event.empty()) text += "ORC|RE||" + fact.event + "^SHOP\r";
    text += "RXA|0|1|" + without_dashes(fact.date) + "||" + fact.cvx + "^^CVX|0.5|mL||00||||||" + fact.lot + "|||||" +
            completion_in_hl7(fact) + "|" + action_of(fact) + "\r";
  }
  return text;
}

std::string as_delimited(const std::vector<Fact>& facts) {
  std::string text =
      "patient_id,last_name,first_name,birth_date,event_id,admin_date,cvx,lot_number,completion,action\n";
  for (const Fact& fact : facts) {
    text += number_of(fact) + "," + family_of(fact) + "," + given_of(fact) + "," + births.at(index_of(fact)) + "," +
            fact.event + "," + fact.date + "," + fact.cvx + "," + fact.lot + "," + completion_in_hl7(fact) + "," +
            action_of(fact) + "\n";
  }
  return text;
}

std::string as_fhir_export(const std::vector<Fact>& facts) {
  std::string text;
  std::set<std::string> persons;
  int version = 0;
  for (const Fact& fact : facts) {
    std::string person = person_in_fhir(fact);
    if (persons.insert(person).second) text += person;
    text += R"({"resourceType":"Immunization","id":")" + number_of(fact) + "-" + fact.event +
            R"(","meta":{"versionId":")" + std::to_string(++version) + R"("},"status":")" + status_in_fhir(fact) +
            R"(","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":")" + fact.cvx +
            R"("}]},"patient":{"reference":"Patient/)" + number_of(fact) + R"("},"occurrenceDateTime":")" + fact.date +
            R"(","lotNumber":")" + fact.lot + "\"" + (fact.told == Told::partial ? R"(,"isSubpotent":true)" : "") +
            "}\n";
  }
  return text;
}

}  // namespace vhc::test
