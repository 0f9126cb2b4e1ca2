#include "vhc/issue.h"

#include "vhc/base64url.h"
#include "vhc/deflate.h"
#include "vhc/json_writer.h"
#include "vhc/jws.h"
#include "vhc/numeric_qr.h"
#include "vhc/payload.h"

namespace vhc {
namespace {

constexpr std::string_view fhir_version = "4.0.1";

std::int64_t seconds(UnixTime time) {
  return std::int64_t{time.time_since_epoch().count()};
}

std::string make_payload(const IssueRequest& request, const IssuerUrl& iss) {
  JsonWriter json(request.bundle_json.size() + iss.str().size() + 512);
  json.begin_object().member("iss", iss.str()).member("nbf", seconds(request.issued));
  if (request.expires) json.member("exp", seconds(*request.expires));
  json.name("vc").begin_object().name("type").begin_array();
  for (const std::string& type : request.types) json.string(type);
  json.end_array().name("credentialSubject").begin_object().member("fhirVersion", fhir_version);
  json.name("fhirBundle").raw(request.bundle_json).end_object();
  if (request.rid) json.member("rid", request.rid->str());
  return json.end_object().end_object().take();
}

std::string make_header(const KeyId& kid) {
  return R"({"zip":"DEF","alg":"ES256","kid":")" + kid.str() + "\"}";
}

tl::unexpected<Error> too_large(std::size_t size, std::size_t most) {
  return fail(Errc::input_too_large, {},
              std::to_string(size) + " bytes, and a card has at most " + std::to_string(most));
}

// As a verifier reads it, from the text that leaves.
bool reads_back(const IssuedCard& card, const SigningKey& key) {
  const auto envelope = parse_jws(card.jws);
  if (!envelope || envelope->kid != key.kid().str()) return false;
  if (!key.public_key().verifies(as_bytes(envelope->message), envelope->signature)) return false;
  auto payload = inflate_raw(envelope->payload);
  return payload && *payload == card.payload_json && check_payload(*std::move(payload)).has_value();
}

}  // namespace

Result<IssuedCard> issue(const IssueRequest& request, const IssuerUrl& iss, const SigningKey& key, SelfCheck check) {
  if (request.expires && *request.expires <= request.issued) return fail(Errc::issue_exp_not_after_nbf);
  IssuedCard card{.jws = {}, .payload_json = make_payload(request, iss)};
  if (card.payload_json.size() > max_payload_bytes) return too_large(card.payload_json.size(), max_payload_bytes);
  card.jws.reserve(card.payload_json.size());
  card.jws = to_base64url(as_bytes(make_header(key.kid())));
  card.jws.append(".").append(to_base64url(deflate_raw(as_bytes(card.payload_json))));
  VHC_TRY(const Es256Signature signature, key.sign(as_bytes(card.jws)));
  card.jws.append(".").append(to_base64url(signature));
  if (card.jws.size() > max_jws_chars) return too_large(card.jws.size(), max_jws_chars);
  if (check == SelfCheck::on && !reads_back(card, key))
    return fail(Errc::issue_self_check, {}, "nothing was issued; please report it");
  return card;
}

}  // namespace vhc
