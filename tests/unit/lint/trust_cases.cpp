// Cards against key sets and lists.
#include "lint_case.h"

namespace vhc {
namespace {

const TestIssuer& other_issuer() {
  static const TestIssuer issuer("https://other.example");
  return issuer;
}

const TrustList& two_issuers() {
  static const TrustList list = trust(lint_issuer().listed(), other_issuer().listed());
  return list;
}

void with_trust(LintOptions& options) {
  options.trust = &two_issuers();
}

// The issuer's key promises a list of this counter, and the trust brings the list, if any.
std::function<void(LintOptions&)> promising(std::int64_t counter, const char* rids, std::int64_t ctr) {
  IssuerKeys issuer = lint_issuer().listed(counter);
  if (rids != nullptr) issuer.revocations.push_back(lint_issuer().list(rids, ctr));
  auto list = std::make_shared<const TrustList>(trust(std::move(issuer)));
  return [list](LintOptions& options) { options.trust = list.get(); };
}

// The issuer as a list has it that gives it this standing.
std::function<void(LintOptions&)> standing(IssuerStatus status) {
  IssuerKeys issuer = lint_issuer().listed();
  issuer.status = status;
  auto list = std::make_shared<const TrustList>(trust(std::move(issuer)));
  return [list](LintOptions& options) { options.trust = list.get(); };
}

// A list that is given apart.
std::function<void(LintOptions&)> given(const std::string& list) {
  auto linted = std::make_shared<LintedList>(lint_list(list, {.now = lint_now}));
  return [linted](LintOptions& options) {
    options.trust = &two_issuers();
    options.lists = {linted.get(), 1};
  };
}

std::string list_of(const std::string& kid, const std::string& rids) {
  return R"({"kid":")" + kid + R"(","method":"rid","ctr":2,"rids":[)" + rids + "]}";
}

std::string revocable() {
  return lint_issuer().card(lint_issuer().payload("\"nbf\":1767225600", R"(,"rid":"abc")"));
}

std::string with_another_signature() {
  const std::string card = lint_issuer().card();
  return card.substr(0, card.rfind('.') + 1) + to_base64url(Bytes(64, 1));
}

}  // namespace

std::vector<LintCase> trust_cases() {
  const std::string kid = lint_issuer().key().kid().str();
  const TestIssuer stranger("https://stranger.example");
  const TestIssuer second_key(lint_issuer().iss());
  return {
      {"a good card and its key set", LintKind::jws, lint_issuer().card(), {}, with_trust},
      {"a card of an issuer that was struck",
       LintKind::jws,
       lint_issuer().card(),
       {"issuer.suspended /payload/iss"},
       standing(IssuerStatus::suspended)},
      {"a card of an issuer that was retired",
       LintKind::jws,
       lint_issuer().card(),
       {"issuer.retired /payload/iss"},
       standing(IssuerStatus::retired)},
      {"a signature by nobody", LintKind::jws, with_another_signature(), {"jws.signature /signature"}, with_trust},
      {"a card of a stranger", LintKind::jws, stranger.card(), {"trust.unknown_issuer /payload/iss"}, with_trust},
      {"a card with a key that is not in the set",
       LintKind::jws,
       second_key.card(),
       {"trust.unknown_key /header/kid"},
       with_trust},
      {"a card with another issuer's key",
       LintKind::jws,
       other_issuer().card(good_payload()),
       {"issuer.foreign_key /header/kid"},
       with_trust},
      {"a list that is promised and missing",
       LintKind::jws,
       revocable(),
       {"crl.missing /crl"},
       promising(1, nullptr, 1)},
      {"a list that fits", LintKind::jws, revocable(), {}, promising(1, "\"xyz\"", 1)},
      {"a list with another counter", LintKind::jws, revocable(), {"crl.version /crl/ctr"}, promising(2, "\"xyz\"", 1)},
      {"a list with faults",
       LintKind::jws,
       revocable(),
       {"crl.rid /crl/rids/1", "crl.repeated /crl/rids"},
       promising(1, R"("xyz","?","xyz")", 1)},
      {"a card on the list", LintKind::jws, revocable(), {"card.revoked /payload/vc/rid"}, promising(1, "\"abc\"", 1)},
      {"a card on the list before it was made", LintKind::jws, revocable(), {}, promising(1, "\"abc.1767225600\"", 1)},
      {"a given list", LintKind::jws, revocable(), {"card.revoked /payload/vc/rid"}, given(list_of(kid, "\"abc\""))},
      {"a given list of another key",
       LintKind::jws,
       revocable(),
       {"crl.kid /crl/kid"},
       given(list_of("p4w8VZeDlUC82235ACWxg5B2pMyrSG7xNTnR05kGZRU", "\"abc\""))},
      {"a given list with faults", LintKind::jws, revocable(), {"crl.empty /crl/rids"}, given(list_of(kid, ""))},
      {"a given list that is no JSON",
       LintKind::jws,
       revocable(),
       {"json.syntax /crl, offset 1, line 1, column 2"},
       given("none")},
  };
}

}  // namespace vhc
