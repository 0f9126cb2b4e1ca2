// Texts, JWS, payloads, files and answers.
#include "lint_case.h"

namespace vhc {
namespace {

constexpr const char* good_kid = "p4w8VZeDlUC82235ACWxg5B2pMyrSG7xNTnR05kGZRU";

std::string header_with(const std::string& member) {
  return R"({"zip":"DEF","alg":"ES256","kid":")" + std::string(good_kid) + "\"," + member + "}";
}

std::string card_with_header(const std::string& header) {
  return lint_issuer().sign(header, deflate_raw(as_bytes(good_payload())));
}

std::string card_of_payload(ByteView compressed) {
  return lint_issuer().sign(lint_issuer().header(), compressed);
}

std::string signature_of(ByteView bytes) {
  const std::string card = lint_issuer().card();
  return card.substr(0, card.rfind('.') + 1) + to_base64url(bytes);
}

// RFC 1950 around the raw stream; the check value is not looked at.
Bytes zlib_wrapped(const std::string& text) {
  Bytes bytes{0x78, 0x9c};
  const Bytes raw = deflate_raw(as_bytes(text));
  bytes.insert(bytes.end(), raw.begin(), raw.end());
  bytes.insert(bytes.end(), 4, 0);
  return bytes;
}

Bytes cut(Bytes bytes, std::size_t by) {
  bytes.resize(bytes.size() - by);
  return bytes;
}

Bytes plus_a_byte(Bytes bytes) {
  bytes.push_back(0);
  return bytes;
}

LintCase payload_case(const char* name, std::string_view from, std::string_view to, std::vector<std::string> expected) {
  return {name, LintKind::jwspayload, with(good_payload(), from, to), std::move(expected)};
}

}  // namespace

std::vector<LintCase> text_cases() {
  return {
      {"nothing", LintKind::jws, "", {"input.empty"}},
      {"white space alone", LintKind::jwkset, " \n", {"input.empty"}},
      {"nothing, of unknown kind", std::nullopt, "", {"input.empty"}},
      {"a web address", std::nullopt, "https://www.example.com/menu", {"input.unknown_kind"}},
      {"another JSON", std::nullopt, "{\"a\":1}", {"input.unknown_kind"}},
      {"a bundle in white space",
       LintKind::fhirbundle,
       "\n" + good_bundle() + "\t",
       {"text.white_space offset 0", "text.white_space offset " + std::to_string(good_bundle().size() + 1)}},
      {"a list in white space",
       LintKind::directory,
       R"( {"participating_issuers":[{"iss":"https://a.example","name":"A"}]})"
       "\n",
       {}},
      {"a byte order mark", LintKind::jwspayload, "\xEF\xBB\xBF" + good_payload(), {"text.byte_order_mark offset 0"}},
      {"no JSON", LintKind::crl, "{\"kid\":}", {"json.syntax offset 7, line 1, column 8"}},
      {"no UTF-8",
       LintKind::jwspayload,
       with(good_payload(), "Rivera", "Riv\xFFra"),
       {"json.utf8 offset " + std::to_string(good_payload().find("Rivera") + 3) + ", line 1, column " +
        std::to_string(good_payload().find("Rivera") + 4)}},
      {"one name twice",
       LintKind::crl,
       "{\"kid\":\"a\",\n\"kid\":\"b\"}",
       {"json.duplicate_name offset 13, line 2, column 2"}},
      {"nested deeply", LintKind::fhirbundle, repeated("[", 100), {"json.too_deep"}},
      {"a header of 5000 bytes",
       LintKind::jws,
       card_with_header(header_with(R"("x":")" + repeated("y", 5000) + "\"")),
       {"jws.long", "json.too_large /header"}},
  };
}

std::vector<LintCase> jws_cases() {
  const std::string card = lint_issuer().card();
  const std::size_t first = card.find('.');
  const std::size_t second = card.rfind('.');
  const std::string first_two = card.substr(0, second);
  return {
      {"a good card", LintKind::jws, card, {}},
      {"a good card with a line end",
       LintKind::jws,
       card + "\r\n",
       {"text.final_line_end offset " + std::to_string(card.size())}},
      {"a good card in lines",
       LintKind::jws,
       card.substr(0, card.size() / 2 + 1) + "\n" + card.substr(card.size() / 2 + 1),
       {"text.wrapped"}},
      {"a good card in quotes", std::nullopt, "\"" + card + "\"", {"text.wrapped"}},
      {"a good card in a link",
       std::nullopt,
       "https://app.example/SMARTHealthCard/#%7B%22verifiableCredential%22%3A%5B%22" + card + "%22%5D%7D",
       {"text.wrapped"}},
      {"a good card in a file for cards",
       LintKind::jws,
       card,
       {"card_file.bare_jws file name"},
       [](LintOptions& options) { options.file_name = "x.smart-health-card"; }},
      {"66,000 characters", LintKind::jws, repeated("a", 66'000), {"jws.too_long"}},
      {"two parts", LintKind::jws, first_two, {"jws.parts", "jws.signature_length /signature"}},
      {"one part", LintKind::jws, "eyJ9", {"jws.parts"}},
      {"four parts", LintKind::jws, card + ".AAAA", {"jws.parts"}},
      {"a header that is a list", LintKind::jws, card_with_header("[]"), {"jws.header_json /header"}},
      {"alg is missing",
       LintKind::jws,
       card_with_header(with(header_with("\"a\":1"), R"("alg":"ES256",)", "")),
       {"jws.alg /header/alg", "jws.header_member /header/a"}},
      {"zip in lower case",
       LintKind::jws,
       card_with_header(with(header_with("\"a\":1"), "DEF", "def")),
       {"jws.zip /header/zip", "jws.header_member /header/a"}},
      {"kid is a number",
       LintKind::jws,
       card_with_header(R"({"zip":"DEF","alg":"ES256","kid":7})"),
       {"jws.kid /header/kid"}},
      {"kid is a name",
       LintKind::jws,
       card_with_header(R"({"zip":"DEF","alg":"ES256","kid":"first key"})"),
       {"jws.kid_form /header/kid"}},
      {"crit", LintKind::jws, card_with_header(header_with(R"("crit":[])")), {"jws.crit /header/crit"}},
      {"b64 is false", LintKind::jws, card_with_header(header_with(R"("b64":false)")), {"jws.b64 /header/b64"}},
      {"b64 is true", LintKind::jws, card_with_header(header_with(R"("b64":true)")), {}},
      {"no payload", LintKind::jws, card.substr(0, first + 1) + card.substr(second), {"jws.empty_payload /payload"}},
      {"a line break in the payload",
       LintKind::jws,
       with(first_two, ".", ".\n") + card.substr(second),
       {"base64url.alphabet /payload, offset 0"}},
      {"a padded signature", LintKind::jws, card + "==", {"base64url.padding /signature, offset 86"}},
      {"a length that no text has", LintKind::jws, first_two + ".AAAAA", {"base64url.length /signature, offset 5"}},
      {"stray bits",
       LintKind::jws,
       signature_of(Bytes(64, 0)).substr(0, second + 86) + "B",
       {"base64url.stray_bits /signature, offset 85"}},
      {"a signature of 65 bytes", LintKind::jws, signature_of(Bytes(65, 1)), {"jws.signature_length /signature"}},
      {"a signature in DER",
       LintKind::jws,
       signature_of(Bytes{0x30, 7, 2, 1, 1, 2, 2, 1, 1}),
       {"jws.signature_der /signature"}},
      {"a payload that is not compressed",
       LintKind::jws,
       card_of_payload(as_bytes(good_payload())),
       {"deflate.none /payload"}},
      {"a payload with a zlib wrapper",
       LintKind::jws,
       card_of_payload(zlib_wrapped(good_payload())),
       {"deflate.wrapper /payload"}},
      {"a payload that is something else",
       LintKind::jws,
       card_of_payload(Bytes{0xff, 0xff, 0xff}),
       {"deflate.broken /payload"}},
      {"a payload that ends early",
       LintKind::jws,
       card_of_payload(cut(deflate_raw(as_bytes(good_payload())), 8)),
       {"deflate.truncated /payload"}},
      {"a byte behind the payload",
       LintKind::jws,
       card_of_payload(plus_a_byte(deflate_raw(as_bytes(good_payload())))),
       {"deflate.trailing_bytes /payload"}},
      {"a payload of 300,000 bytes",
       LintKind::jws,
       card_of_payload(deflate_raw(as_bytes(repeated(" ", 300'000)))),
       {"deflate.too_large /payload"}},
      {"white space in the payload",
       LintKind::jws,
       lint_issuer().card(with(good_payload(), ",", ", ")),
       {"payload.not_minified /payload"}},
      {"a payload that ends in a line break",
       LintKind::jws,
       lint_issuer().card(good_payload() + "\n"),
       {"payload.not_minified /payload"}},
      {"a byte order mark in the payload",
       LintKind::jws,
       lint_issuer().card("\xEF\xBB\xBF" + good_payload()),
       {"text.byte_order_mark /payload, offset 0", "payload.not_minified /payload"}},
  };
}

std::vector<LintCase> payload_cases() {
  const std::string types = R"(["https://smarthealth.cards#health-card"])";
  return {
      {"a good payload", LintKind::jwspayload, good_payload(), {}},
      {"a list", LintKind::jwspayload, "[]", {"payload.object"}},
      payload_case("another member", "\"nbf\"", R"("jti":"1","nbf")", {"payload.member /jti"}),
      payload_case("iss is missing", R"("iss":"https://pharmacy.example/shc",)", "", {"payload.iss /iss"}),
      payload_case("iss is a number", R"("https://pharmacy.example/shc")", "7", {"payload.iss /iss"}),
      payload_case("iss is http", "https://pharmacy", "http://pharmacy", {"iss.not_https /iss"}),
      payload_case("iss ends in a slash", "example/shc", "example/shc/", {"iss.trailing_slash /iss"}),
      payload_case("iss is both", "https://pharmacy.example/shc", "http://pharmacy.example/",
                   {"iss.not_https /iss", "iss.trailing_slash /iss"}),
      payload_case("iss has a query", "example/shc", "example/shc?a=1", {"iss.characters /iss"}),
      payload_case("nbf is missing", "\"nbf\":1767225600,", "", {"payload.nbf /nbf"}),
      payload_case("nbf is a string", "1767225600", "\"1767225600\"", {"payload.nbf /nbf"}),
      payload_case("nbf is negative", "1767225600", "-1", {"payload.nbf_range /nbf"}),
      payload_case("nbf is beyond all numbers", "1767225600", "1e400", {"payload.nbf_range /nbf"}),
      payload_case("nbf is in milliseconds", "1767225600", "1767225600000", {"payload.nbf_milliseconds /nbf"}),
      payload_case("nbf has a fraction", "1767225600", "1767225600.068", {}),
      payload_case("nbf is now", "1767225600", "1796083200", {}),
      payload_case("nbf is a second away", "1767225600", "1796083201", {"card.not_yet_valid /nbf"}),
      payload_case("exp is a string", "\"vc\"", R"("exp":"1","vc")", {"payload.exp /exp"}),
      payload_case("exp is negative", "\"vc\"", R"("exp":-5,"vc")", {"payload.exp_range /exp"}),
      payload_case("exp is in milliseconds", "\"vc\"", R"("exp":1900000000000,"vc")",
                   {"payload.exp_milliseconds /exp"}),
      payload_case("exp is nbf", "\"vc\"", R"("exp":1767225600,"vc")",
                   {"payload.exp_not_after_nbf /exp", "card.expired /exp"}),
      payload_case("exp is now", "\"vc\"", R"("exp":1796083200,"vc")", {}),
      payload_case("exp was a second ago", "\"vc\"", R"("exp":1796083199,"vc")", {"card.expired /exp"}),
      {"no vc", LintKind::jwspayload, R"({"iss":"https://a.example","nbf":1,"vc":[]})", {"payload.vc /vc"}},
      payload_case("vc with members of other credentials", "\"type\":[", R"("@context":[],"issuer":"x","a":1,"type":[)",
                   {"payload.context /vc/@context", "payload.context /vc/issuer", "payload.member /vc/a"}),
      payload_case("type is missing", "\"type\":" + types + ",", "",
                   {"payload.type /vc/type", "payload.health_card_type /vc/type"}),
      payload_case("type is a string", types, "\"https://smarthealth.cards#health-card\"", {"payload.type /vc/type"}),
      payload_case("a type is a number", types, "[\"https://smarthealth.cards#health-card\",3]",
                   {"payload.type /vc/type/1"}),
      payload_case("no #health-card", types, "[\"https://smarthealth.cards#immunization\"]",
                   {"payload.deprecated_type /vc/type/0", "payload.health_card_type /vc/type"}),
      payload_case("an unknown type", types, R"(["https://smarthealth.cards#health-card","VerifiableCredential"])",
                   {"payload.unknown_type /vc/type/1"}),
      payload_case("a type for another content", types,
                   R"(["https://smarthealth.cards#health-card","https://smarthealth.cards#laboratory"])",
                   {"payload.deprecated_type /vc/type/1", "payload.type_content /vc/type/1"}),
      payload_case("no credentialSubject", "\"credentialSubject\"", "\"subject\"",
                   {"payload.member /vc/subject", "payload.subject /vc/credentialSubject"}),
      payload_case("fhirVersion is missing", R"("fhirVersion":"4.0.1",)", "",
                   {"payload.fhir_version /vc/credentialSubject/fhirVersion"}),
      payload_case("fhirVersion is R4", "4.0.1", "R4", {"payload.fhir_version /vc/credentialSubject/fhirVersion"}),
      payload_case("fhirVersion has two numbers", "4.0.1", "4.0",
                   {"payload.fhir_version /vc/credentialSubject/fhirVersion"}),
      payload_case("fhirVersion is R5", "4.0.1", "5.0.0",
                   {"payload.other_fhir_version /vc/credentialSubject/fhirVersion"}),
      payload_case(
          "no bundle", "\"fhirBundle\"", "\"bundle\"",
          {"payload.member /vc/credentialSubject/bundle", "payload.fhir_bundle /vc/credentialSubject/fhirBundle"}),
      {"a rid of 24 characters",
       LintKind::jwspayload,
       lint_issuer().payload("\"nbf\":1", R"(,"rid":")" + repeated("a", 24) + "\""),
       {}},
      {"a rid of 25 characters",
       LintKind::jwspayload,
       lint_issuer().payload("\"nbf\":1", R"(,"rid":")" + repeated("a", 25) + "\""),
       {"payload.rid /vc/rid"}},
      {"a rid with a time",
       LintKind::jwspayload,
       lint_issuer().payload("\"nbf\":1", R"(,"rid":"abc.1767225600")"),
       {"payload.rid /vc/rid"}},
  };
}

std::vector<LintCase> card_file_cases() {
  const std::string card = lint_issuer().card();
  const auto answer = [](const std::string& parameters) {
    return R"({"resourceType":"Parameters","parameter":[)" + parameters + "]}";
  };
  const std::string good = R"({"name":"verifiableCredential","valueString":")" + card + "\"}";
  const auto named = [](const char* name) { return [name](LintOptions& options) { options.file_name = name; }; };
  return {
      {"a good file",
       LintKind::healthcard,
       R"({"verifiableCredential":[")" + card + "\"]}",
       {},
       named("card.smart-health-card")},
      {"a file with another name",
       LintKind::healthcard,
       R"({"verifiableCredential":[")" + card + "\"]}",
       {"card_file.extension file name"},
       named("card.json")},
      {"a file that is a list", LintKind::healthcard, "[]", {"card_file.form /verifiableCredential"}},
      {"a file with one card in place of a list",
       LintKind::healthcard,
       R"({"verifiableCredential":"a"})",
       {"card_file.form /verifiableCredential"}},
      {"a file without a card",
       LintKind::healthcard,
       R"({"verifiableCredential":[]})",
       {"card_file.empty /verifiableCredential"}},
      {"an item that is a number",
       LintKind::healthcard,
       R"({"verifiableCredential":[3]})",
       {"card_file.item /verifiableCredential/0"}},
      {"an item in white space, and another member",
       LintKind::healthcard,
       R"({"note":1,"verifiableCredential":[" )" + card + "\"]}",
       {"card_file.member /note", "text.white_space /verifiableCredential/0, offset 0"}},
      {"a bad card beside a good one",
       LintKind::healthcard,
       R"({"verifiableCredential":[")" + card + R"(","eyJ9"]})",
       {"jws.parts /verifiableCredential/1"}},
      {"1001 cards",
       LintKind::healthcard,
       R"({"verifiableCredential":[)" + repeated("\"a\",", 1000) + "\"a\"]}",
       {"card_file.too_many /verifiableCredential"}},
      {"a good answer", LintKind::fhirhealthcard, answer(good), {}},
      {"an empty answer", LintKind::fhirhealthcard, R"({"resourceType":"Parameters"})", {"operation_answer.empty"}},
      {"an answer with an empty list", LintKind::fhirhealthcard, answer(""), {"operation_answer.form /parameter"}},
      {"another resource",
       LintKind::fhirhealthcard,
       R"({"resourceType":"Patient"})",
       {"operation_answer.form /resourceType", "operation_answer.empty"}},
      {"a parameter without a name",
       LintKind::fhirhealthcard,
       answer(good + ",{}"),
       {"operation_answer.form /parameter/1/name"}},
      {"a card without a value",
       LintKind::fhirhealthcard,
       answer(R"({"name":"verifiableCredential"})"),
       {"operation_answer.value /parameter/0/valueString"}},
      {"a card that is a number",
       LintKind::fhirhealthcard,
       answer(R"({"name":"verifiableCredential","valueString":1})"),
       {"operation_answer.value /parameter/0/valueString"}},
      {"another parameter",
       LintKind::fhirhealthcard,
       answer(good + R"(,{"name":"other"})"),
       {"operation_answer.parameter /parameter/1"}},
      {"a link that leads nowhere",
       LintKind::fhirhealthcard,
       answer(good + R"(,{"name":"resourceLink","part":[{"name":"bundledResource"}]})"),
       {"operation_answer.resource_link /parameter/1"}},
      {"a good link",
       LintKind::fhirhealthcard,
       answer(good +
              R"(,{"name":"resourceLink","part":[{"name":"vcIndex","valueInteger":0},{"name":"bundledResource"},)"
              R"({"name":"hostedResource","valueUri":"https://a.example/Patient/1"}]})"),
       {}},
      {"a link with faults",
       LintKind::fhirhealthcard,
       answer(good +
              R"(,{"name":"resourceLink","part":[{"name":"vcIndex","valueInteger":1},{"name":"bundledResource"},)"
              R"({"name":"hostedResource","valueUri":"Patient/1"}]})"),
       {"operation_answer.vc_index /parameter/1/part/0/valueInteger",
        "operation_answer.hosted_resource /parameter/1/part/2/valueUri"}},
      {"a parameter in capitals",
       LintKind::fhirhealthcard,
       answer(R"({"name":"VerifiableCredential","valueString":"a.b.c"})"),
       {"operation_answer.parameter_case /parameter/0", "operation_answer.empty"}},
      {"an answer that something went wrong",
       std::nullopt,
       R"({"resourceType":"OperationOutcome"})",
       {"operation_answer.form /resourceType", "operation_answer.empty"}},
  };
}

}  // namespace vhc
