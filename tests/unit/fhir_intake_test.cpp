// FHIR on its way to the clerk: versions, what is deleted, members of other versions of FHIR, members of other kinds.
#include <gtest/gtest.h>

#include "minimise_cases.h"
#include "vhc/input.h"

namespace vhc::test {
namespace {

struct Dose {
  std::string id = "i1";
  std::string patient = "Patient/p1";
  std::string status = "completed";
  std::string code = "208";
  std::string lot = "A";
  std::string meta = {};  // members of it
  std::string more = {};  // begins with a comma
};

std::string resource(const Dose& dose) {
  return R"({"resourceType":"Immunization","id":")" + dose.id + R"(","meta":{)" + dose.meta + R"(},"status":")" +
         dose.status + R"(","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":")" + dose.code +
         R"("}]},"patient":{"reference":")" + dose.patient + R"("},"occurrenceDateTime":"2026-09-10","lotNumber":")" +
         dose.lot + "\"" + dose.more + "}";
}

std::string person(const std::string& id = "p1", const std::string& more = "", const std::string& family = "Estrada") {
  return R"({"resourceType":"Patient","id":")" + id + R"(","name":[{"family":")" + family +
         R"(","given":["Luz"]}],"birthDate":"1981-12-01")" + more + "}";
}

std::string version(int number) {
  return R"("versionId":")" + std::to_string(number) + "\"";
}

std::string deletion(const std::string& url) {
  return R"({"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":")" + url +
         R"("}}]})";
}

std::string bundle(const std::vector<std::string>& resources, const std::string& more = "") {
  std::string text = R"({"resourceType":"Bundle","type":"collection")" + more + R"(,"entry":[)";
  for (std::size_t i = 0; i < resources.size(); ++i) {
    text += (i == 0 ? "" : ",") + std::string(R"({"resource":)") + resources[i] + "}";
  }
  return text + "]}";
}

std::string lines(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += text + "\n";
  return all;
}

InputRules rules_of_test() {
  return {.today = parse_date("2026-11-22").value()};
}

// "A+B": the lots of all cards, by person and date.
std::string lots_of(const InputRead& read) {
  std::string lots;
  for (const Intake& intake : read.persons) {
    if (!intake.is_issuable()) continue;
    for (const IntakeDose& dose : intake.doses) lots += (lots.empty() ? "" : "+") + dose.lot;
  }
  return lots;
}

bool is_told(const InputRead& read, const std::string& code) {
  const auto is_it = [&](const auto& f) { return name(f.code) == code; };
  bool told = std::any_of(read.findings.begin(), read.findings.end(), is_it);
  for (const Intake& intake : read.persons) {
    told = told || std::any_of(intake.findings.begin(), intake.findings.end(), is_it);
    for (const LeftOut& left : intake.left_out) told = told || name(left.reason) == code;
  }
  return told;
}

struct Case {
  std::string what;
  std::string text;
  std::string lots;
  std::string code = {};  // told on the way
};

void expect_all(const std::vector<Case>& cases) {
  for (const Case& row : cases) {
    SCOPED_TRACE(row.what);
    const auto read = read_input(row.text, rules_of_test());
    ASSERT_TRUE(read) << name(read.error().code);
    EXPECT_EQ(lots_of(*read), row.lots);
    EXPECT_TRUE(row.code.empty() || is_told(*read, row.code)) << row.code;
  }
}

TEST(FhirVersions, TheNewestSpeaksWhereverItStands) {
  const std::string old = resource({.meta = version(9)});
  const std::string error = resource({.status = "entered-in-error", .meta = version(10)});
  const std::string early = resource({.meta = R"("lastUpdated":"2026-09-10T10:00:00+02:00")"});
  const std::string late = resource({.lot = "B", .meta = R"("lastUpdated":"2026-09-10T08:00:00.5Z")"});
  expect_all(
      {{"by number, last", lines({person(), old, error}), "", "DELETED"},
       {"by number, first", lines({error, person(), old}), "", "DELETED"},
       {"in a bundle", bundle({person(), error, old}), "", "DELETED"},
       {"by time", lines({person(), late, early}), "B", "REPLACED"},
       {"neither", lines({person(), resource({}), resource({.lot = "B"})}), "", "VERSION_UNKNOWN"},
       {"neither, but equal", lines({person(), resource({}), resource({})}), "A"},
       {"one without", lines({person(), old, resource({.lot = "B"})}), "", "VERSION_UNKNOWN"},
       {"the person",
        bundle({person("p1", R"(,"meta":{"versionId":"2"})"), resource({}),
                person("p1", R"(,"meta":{"versionId":"1"})", "Strada")}),
        "A"},
       {"the person, unclear", lines({person(), resource({}), person("p1", "", "Strada")}), "", "VERSION_UNKNOWN"},
       {"another person's now",
        lines({person(), person("p2", "", "Soto"), resource({.meta = version(1)}),
               resource({.patient = "Patient/p2", .lot = "B", .meta = version(2)})}),
        "B", "MOVED"},
       {"perhaps another person's",
        lines({person(), person("p2", "", "Soto"), resource({}), resource({.patient = "Patient/p2"})}), "",
        "VERSION_UNKNOWN"},
       {"in bundles of their own", lines({bundle({person(), old}), bundle({person(), error})}), "", "DELETED"}});
}

TEST(FhirVersions, OfAnotherServerAreNoVersions) {
  const std::string text =
      R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"https://a.example/Patient/p1","resource":)" +
      person() + R"(},{"fullUrl":"https://a.example/Immunization/i1","resource":)" + resource({}) +
      R"(},{"fullUrl":"https://b.example/Immunization/i1","resource":)" +
      resource({.patient = "https://a.example/Patient/p1", .code = "140", .lot = "B"}) + "}]}";
  expect_all({{"two", text, "B+A"},
              {"one person on two servers",
               lines({person(), resource({.patient = "https://a.example/Patient/p1"}),
                      resource({.id = "i2", .patient = "https://b.example/Patient/p1", .code = "140"})}),
               "", "UNRESOLVED_REFERENCE"}});
}

TEST(FhirDeletions, TakeOutWhatTheyNameAndNothingElse) {
  const std::string other = resource({.id = "i2", .code = "140", .lot = "B"});
  expect_all(
      {{"first", lines({deletion("Immunization/i1"), person(), resource({}), other}), "B", "DELETED"},
       {"last", lines({person(), resource({}), other, deletion("Immunization/i1")}), "B", "DELETED"},
       {"by its address", lines({person(), resource({}), deletion("https://a.example/fhir/Immunization/i1")}), "",
        "DELETED"},
       {"of another type", lines({person(), resource({}), deletion("Observation/i1")}), "A"},
       {"a longer number", lines({person(), resource({}), deletion("Immunization/i10")}), "A"},
       {"the person", lines({person(), resource({}), deletion("Patient/p1")}), "", "DELETED"},
       {"of a bundle", lines({bundle({person(), resource({}), other}), deletion("Immunization/i1")}), "B", "DELETED"}});
  const auto unsaid = read_input(lines({person(), resource({}), deletion("Immunization?x=1")}), rules_of_test());
  ASSERT_FALSE(unsaid);
  EXPECT_EQ(unsaid.error().code, Errc::in_bad_structure);
}

std::string history(const std::vector<std::string>& entries) {
  std::string text = R"({"resourceType":"Bundle","type":"history","entry":[{"resource":)" + person() + "}";
  for (const std::string& entry : entries) text += "," + entry;
  return text + "]}";
}

TEST(FhirChanges, InAHistoryAreOrderedByVersionAndTimeOrNotAtAll) {
  const auto put = [](const std::string& meta) {
    return R"({"request":{"method":"PUT","url":"Immunization/i1"},"resource":)" + resource({.meta = meta}) + "}";
  };
  const auto done = [](const std::string& method, const std::string& answer = "") {
    return R"({"request":{"method":")" + method + R"(","url":"Immunization/i1"},"response":{"status":"204")" + answer +
           "}}";
  };
  const std::string april = R"("lastUpdated":"2026-04-02T00:00:00Z")";
  const std::string march = R"(,"lastModified":"2026-03-02T00:00:00Z")";
  const std::string may = R"(,"lastModified":"2026-05-02T00:00:00Z")";
  expect_all({{"before it, newest first", history({done("DELETE"), put("")}), "", "DELETED"},
              {"behind it", history({put(version(1)), done("DELETE")}), "", "VERSION_UNKNOWN"},
              {"behind it, later", history({put(april), done("DELETE", may)}), "", "DELETED"},
              {"before it, earlier", history({done("DELETE", march), put(april)}), "A"},
              {"by version", history({put(version(1)), done("DELETE", R"(,"etag":"W/\"2\"")")}), "", "DELETED"},
              {"by an earlier version", history({done("DELETE", R"(,"etag":"W/\"2\"")"), put(version(3))}), "A"},
              {"a patch",
               bundle({person(), resource({})})
                   .replace(bundle({person(), resource({})}).size() - 2, 2, "," + done("PATCH") + "]}"),
               "", "VERSION_UNKNOWN"},
              {"a patch of before", history({put(april), done("PATCH", march)}), "A"},
              {"a patch on another line",
               lines({person(), resource({}), bundle({}).replace(bundle({}).size() - 2, 2, done("PATCH") + "]}")}), "",
               "VERSION_UNKNOWN"},
              {"the person", history({put(""), R"({"request":{"method":"DELETE","url":"Patient/p1"}})"}), "",
               "VERSION_UNKNOWN"}});
}

TEST(FhirContained, PersonsOfALineAreGroupedByWhatTheySay) {
  const auto with = [](Dose dose, const std::string& more = "", const std::string& family = "Estrada") {
    dose.patient = "#c";
    dose.more = R"(,"contained":[)" + person("c", more, family) + "]";
    return resource(dose);
  };
  const std::string first = with({.meta = version(1)});
  expect_all(
      {{"entered in error", lines({first, with({.status = "entered-in-error", .meta = version(2)})}), "", "DELETED"},
       {"corrected", lines({first, with({.lot = "B", .meta = version(2)})}), "B", "REPLACED"},
       {"of another name", lines({first, with({.lot = "B", .meta = version(2)}, "", "Soto")}), "B", "MOVED"},
       {"deleted", lines({with({}), deletion("Immunization/i1")}), "", "DELETED"},
       {"then by itself", lines({first, person(), resource({.lot = "B", .meta = version(2)})}), "B", "MOVED"},
       {"no version", lines({with({}), with({.lot = "B"})}), "", "VERSION_UNKNOWN"},
       {"nobody, in error", lines({first, with({.status = "entered-in-error", .meta = version(2)}, "", "")}), "",
        "DELETED"}});
  const auto read = read_input(lines({with({}), with({.id = "i2", .code = "140", .lot = "B"}, R"(,"gender":"female")"),
                                      with({.id = "i3", .code = "140", .lot = "C"}, "", "Soto")}),
                               rules_of_test());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->persons.size(), 2U) << "one card of a person, whatever else is said of them";
  EXPECT_EQ(lots_of(*read), "B+A+C");
}

TEST(FhirBundles, OfOneInputAreReadTogether) {
  const std::string old = bundle({person(), resource({.meta = version(1)})});
  const std::string corrected = bundle({person(), resource({.lot = "B", .meta = version(2)})});
  const std::string deleted =
      bundle({person()})
          .replace(bundle({person()}).size() - 2, 2, R"(,{"request":{"method":"DELETE","url":"Immunization/i1"}}]})");
  expect_all({{"corrected", lines({old, corrected}), "B", "REPLACED"},
              {"the other way around", lines({corrected, old}), "B", "REPLACED"},
              {"deleted", lines({old, deleted}), "", "DELETED"},
              {"the person deleted", lines({old, deletion("Patient/p1")}), "", "DELETED"}});
}

TEST(FhirEvents, AreNamedByTypeAndIdAndPersonsByTheirNumber) {
  const std::string text =
      R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"https://a.example/Patient/p1","resource":)" +
      person() + R"(},{"fullUrl":"https://a.example/Immunization/i1","resource":)" + resource({}) + "}]}";
  const InputRead alone = read_input(text, rules_of_test()).value();
  EXPECT_EQ(alone.persons.at(0).events, std::vector<std::string>{"Immunization/i1"});
  EXPECT_EQ(alone.persons.at(0).person_key, "https://a.example/Patient/p1");
  const InputRead exported = read_input(lines({person(), resource({})}), rules_of_test()).value();
  EXPECT_EQ(exported.persons.at(0).events, std::vector<std::string>{"Immunization/i1"});
  EXPECT_EQ(exported.persons.at(0).person_key, "Patient/p1");
}

TEST(FhirMembers, OfOtherVersionsCountWhenTheyTakeBack) {
  const auto with = [](const std::string& more) { return bundle({person(), resource({.more = "," + more})}); };
  expect_all({{"DSTU2", with(R"("wasNotGiven":true)"), "", "NOT_GIVEN"},
              {"STU3", with(R"("notGiven":true)"), "", "NOT_GIVEN"},
              {"DSTU1", with(R"("refusedIndicator":true)"), "", "NOT_GIVEN"},
              {"a reason", with(R"("explanation":{"reasonNotGiven":[]})"), "", "NOT_GIVEN"},
              {"all false", with(R"("wasNotGiven":false,"notGiven":false,"refusedIndicator":false)"), "A"},
              {"a text", with(R"("wasNotGiven":"true")"), "", "BAD_STRUCTURE"},
              {"null", with(R"("notGiven":null)"), "", "BAD_STRUCTURE"},
              {"reported", with(R"("reported":true)"), "", "HISTORICAL"},
              {"its own", with(R"("reported":false,"primarySource":true)"), "A"},
              {"an origin", with(R"("reportOrigin":{"text":"x"})"), "", "HISTORICAL"},
              {"R5", with(R"("informationSource":{"concept":{}})"), "", "HISTORICAL"},
              {"an origin as text", with(R"("reportOrigin":"x")"), "", "BAD_STRUCTURE"},
              {"not its own", with(R"("primarySource":false)"), "", "HISTORICAL"},
              {"primarySource as text", with(R"("primarySource":"true")"), "", "BAD_STRUCTURE"},
              {"performer as object", with(R"("performer":{})"), "", "BAD_STRUCTURE"},
              {"partial", with(R"("isSubpotent":true)"), "", "PARTIAL_DOSE"}});
}

TEST(FhirMembers, OfAPersonInOtherKindsAreNotPassedOver) {
  const auto with = [](const std::string& patient) {
    return bundle({R"({"resourceType":"Patient","id":"p1",)" + patient + "}", resource({})});
  };
  const std::string name = R"("name":[{"family":"Estrada","given":["Luz"]}])";
  expect_all(
      {{"a name", with(R"("name":{"family":"Estrada","given":["Luz"]},"birthDate":"1981-12-01")"), "", "BAD_STRUCTURE"},
       {"a number", with(name + R"(,"birthDate":19811201)"), "", "BAD_STRUCTURE"},
       {"no day", with(name + R"(,"birthDate":"0001-01-01")"), "", "BAD_DATE"},
       {"nobody alive", with(name + R"(,"birthDate":"1890-01-01")"), "", "BAD_DATE"}});
}

TEST(FhirTests, AreToldOfThePersonAndOfTheFile) {
  const std::string label = R"("security":[{"code":"HTEST"}])";
  expect_all({{"the dose", bundle({person(), resource({.meta = label})}), "A", "TEST_MESSAGE"},
              {"the person", lines({person("p1", ",\"meta\":{" + label + "}"), resource({})}), "A", "TEST_MESSAGE"}});
  const auto read = read_input(bundle({person(), resource({.meta = label})}), rules_of_test());
  EXPECT_EQ(read->findings.at(0).code, Errc::in_test_message);
}

TEST(FhirDates, AreThoseOfTheIssuersZone) {
  InputRules rules = rules_of_test();
  rules.zone_day = [](UnixTime moment) {
    return std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(moment - std::chrono::hours{6})};
  };
  const auto with = [&rules](const std::string& date, const std::string& birth) {
    std::string text = bundle({person(), resource({})});
    text.replace(text.find("2026-09-10"), 10, date);
    text.replace(text.find("1981-12-01"), 10, birth);
    return read_input(text, rules).value();
  };
  EXPECT_EQ(with("2026-09-10T02:00:00Z", "1981-12-01").persons.at(0).doses.at(0).date, "2026-09-09");
  EXPECT_TRUE(is_told(with("2026-09-10T02:00:00Z", "1981-12-01"), "DATE_ZONE"));
  EXPECT_FALSE(is_told(with("2026-09-10T12:00:00Z", "1981-12-01"), "DATE_ZONE"));
  EXPECT_FALSE(is_told(with("2026-09-10T02:00:00", "1981-12-01"), "DATE_ZONE"));
  EXPECT_TRUE(is_told(with("2026-09-10", "1981-12-01T02:00:00Z"), "DATE_ZONE"));
  EXPECT_TRUE(with("2026-09-10", "1981-12-01T02:00:00Z").persons.at(0).refused);
  EXPECT_EQ(with("2026-09-10", "1981-12-01T12:00:00Z").persons.at(0).birth_date, "1981-12-01");
}

TEST(FhirAnswers, ThatAreNotAllOrNoneAreRefusedForIt) {
  const auto fault = [](const std::string& text) {
    const auto read = read_input(text, rules_of_test());
    return read ? std::string("read") : std::string(name(read.error().code)) + " " + read.error().hint;
  };
  EXPECT_EQ(fault(bundle({person(), resource({})}, R"(,"link":[{"relation":"self"},{"relation":"next"}])")),
            "INCOMPLETE_ANSWER ");
  EXPECT_EQ(fault(bundle({person(), resource({})}, R"(,"link":[{"relation":"self"}])")), "read");
  const std::string server = "the server answered with an OperationOutcome";
  const auto outcome = [](const std::string& issue) {
    return R"({"resourceType":"OperationOutcome","issue":[{)" + issue + "}]}";
  };
  EXPECT_EQ(fault(outcome(R"("severity":"error","code":"not-found")")), "NO_MATCH " + server + ": not-found");
  EXPECT_EQ(fault(outcome(R"("severity":"error","code":"multiple-matches")")),
            "CANDIDATES " + server + ": multiple-matches");
  EXPECT_EQ(fault(outcome(R"("severity":"fatal","code":"Luz Estrada")")), "REGISTRY_ERROR " + server);
  EXPECT_EQ(fault(bundle({person(), outcome(R"("severity":"error","code":"throttled")"), resource({})})),
            "REGISTRY_ERROR " + server + ": throttled");
  EXPECT_EQ(fault(bundle({person(), outcome(R"("severity":"warning","code":"x")"), resource({})})), "read");
}

TEST(FhirTexts, ThatNameAnotherVaccineAreToldWhereverTheyStand) {
  const auto with = [](const std::string& display, const std::string& text) {
    std::string written = bundle({person(), resource({})});
    const std::string coding = R"("code":"208"}])";
    written.replace(written.find(coding), coding.size(),
                    R"("code":"208","display":")" + display + R"("}],"text":")" + text + "\"");
    return is_told(read_input(written, rules_of_test()).value(), "CODE_TEXT_MISMATCH");
  };
  EXPECT_FALSE(with("COVID-19 mRNA", "covid"));
  EXPECT_TRUE(with("COVID-19 mRNA", "hep B"));
  EXPECT_TRUE(with("hep B", "COVID-19"));
  EXPECT_FALSE(with("vaccine", ""));
}

TEST(FhirResults, OfOneMinuteAndWordsBesideACodeGoToTheClerk) {
  const auto result = [](const std::string& id, const std::string& status, const std::string& value) {
    return R"({"resourceType":"Observation","id":")" + id + R"(","status":")" + status +
           R"(","code":{"coding":[{"system":"http://loinc.org","code":"94500-6"}]},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-10-09T08:00:00Z",)" +
           value + "}";
  };
  const auto coded = [](const std::string& code, const std::string& more = "") {
    return R"("valueCodeableConcept":{"coding":[{"system":"http://snomed.info/sct","code":")" + code + "\"}]" + more +
           "}";
  };
  const auto values = [](const std::string& text) {
    std::string all;
    const InputRead read = read_input(text, rules_of_test()).value();
    for (const Intake& intake : read.persons) {
      for (const IntakeResult& kept : intake.results) all += kept.value + kept.quantity + kept.status;
    }
    return all;
  };
  EXPECT_EQ(values(bundle(
                {person(), result("o1", "final", coded("260373001")), result("o2", "corrected", coded("260415000"))})),
            "260415000corrected");
  EXPECT_EQ(values(bundle({person(), result("o1", "final", coded("260373001", R"(,"text":"Detected")"))})),
            "260373001final");
  EXPECT_EQ(values(bundle({person(), result("o1", "final", coded("260373001", R"(,"text":"Not detected")"))})), "");
  EXPECT_EQ(values(bundle({person(), result("o1", "final", coded("260373001") + R"(,"valueString":"Not detected")")})),
            "");
  EXPECT_EQ(values(bundle({person(), result("o1", "cancelled", coded("260373001"))})), "");
  EXPECT_EQ(values(bundle({person(), result("o1", "final", R"("valueQuantity":{"value":2.50,"unit":"IU"})")})),
            R"(2.50 IU{"value":2.50,"unit":"IU"}final)");
}

}  // namespace
}  // namespace vhc::test
