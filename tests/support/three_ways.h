// The same facts about doses, written as HL7 v2 messages, as a delimited file and as FHIR.
#pragma once

#include <string>
#include <vector>

namespace vhc::test {

enum class Told { given, assumed, partial, refused, deleted };  // assumed: nothing says that it was completed

struct Fact {
  int person = 0;     // whose number the record carries
  int name = 0;       // 0: the person's own; 1: the first name as an initial; 2: somebody else's
  std::string event;  // the sender's number; may be empty, but not in FHIR
  std::string date;   // YYYY-MM-DD
  std::string cvx;
  std::string lot;
  Told told = Told::given;
  bool update = false;  // the sender calls it an update; FHIR has no word for that
};

std::string as_hl7(const std::vector<Fact>& facts);
std::string as_delimited(const std::vector<Fact>& facts);
std::string as_fhir_export(const std::vector<Fact>& facts);  // NDJSON, versions in the order of the facts

std::string family_of(const Fact& fact);

}  // namespace vhc::test
