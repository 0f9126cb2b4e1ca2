// Nothing that a stranger makes up is ever genuine, whatever the bytes: the list holds one key whose private half was
// thrown away.
#include "input.h"
#include "vhc/key_set.h"
#include "vhc/verify.h"

namespace {

vhc::TrustList one_key() {
  constexpr std::string_view set =
      R"({"keys":[{"kty":"EC","kid":"p4w8VZeDlUC82235ACWxg5B2pMyrSG7xNTnR05kGZRU","use":"sig","alg":"ES256","crv":"P-256",)"
      R"("x":"J2RFZx28Yt51MSYmvwp3anR_fHxjnZbXgp7tToVYPFo","y":"hXbmaqSPZxeN73pvg7VGXpcOhhwFJ_9ctf6OdMMbzYA"}]})";
  std::vector<vhc::IssuerKeys> issuers(1);
  issuers[0].iss = "https://issuer.example/shc";
  issuers[0].key_set = *vhc::parse_key_set(set);
  return vhc::TrustList::from_key_sets(std::move(issuers));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  static const TrustList trust = one_key();
  const Now now{UnixTime{std::chrono::seconds{1796083200}}};
  const auto cards = find_cards(text_of(data, size));
  if (!cards) return 0;
  for (const FoundCard& card : *cards) {
    const VerificationReport report = verify(card, trust, {}, now);
    require(report.verdict != Verdict::genuine && report.verdict != Verdict::not_accepted);
    require(!report.card && report.reason);
    require(!to_json(report, {.input = "fuzz", .identity = true}).empty());
    require(!to_json(inspect(card), {.input = "fuzz", .identity = true}).empty());
  }
  return 0;
}
