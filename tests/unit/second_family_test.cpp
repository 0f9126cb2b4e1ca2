// A family of cards of this test alone, signed with Ed25519: to add one is to write its functions and one row.
//   TINY1:KID.PAYLOAD.SIGNATURE, each base64url; the payload is "iss|family name|birth date|CVX".
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../support/test_issuer.h"
#include "vhc/code_words.h"
#include "vhc/explain.h"
#include "vhc/found_cards.h"
#include "vhc/internal/openssl.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

constexpr std::string_view prefix = "TINY1:";

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

bool is_tiny(std::string_view text) noexcept {
  return text.starts_with(prefix);
}

Result<Envelope> open_tiny(std::string_view text) {
  const std::vector<std::string> parts = split(text.substr(prefix.size()), '.');
  if (parts.size() != 3) return fail(Errc::jws_parts);
  Envelope envelope{.claimed = Algorithm::ed25519};
  VHC_TRY(const Bytes kid, from_base64url(parts[0]));
  envelope.kid = std::string(as_text(kid));
  if (envelope.kid == "none") return fail(Errc::jws_kid);
  VHC_TRY(envelope.payload, from_base64url(parts[1]));
  VHC_TRY(envelope.signature, from_base64url(parts[2]));
  envelope.message = parts[0] + "." + parts[1];
  return envelope;
}

EnvelopeFault fault_of_tiny(Errc code) noexcept {
  return code == Errc::jws_kid ? EnvelopeFault::forbidden : EnvelopeFault::unreadable;
}

Result<std::string> tiny_text(const Envelope& envelope) {
  return std::string(as_text(envelope.payload));
}

Result<CardContents> read_tiny(const Envelope& envelope) {
  const std::vector<std::string> parts = split(as_text(envelope.payload), '|');
  if (parts.size() != 4) return fail(Errc::payload_object);
  CardContents card;
  card.issuer = parts[0];
  card.subject.names.push_back({.family = parts[1]});
  card.subject.birth_date = parts[2];
  card.events.push_back({.kind = EventKind::immunization,
                         .date = "2025-10-02",
                         .system = std::string(cvx_system),
                         .code = parts[3],
                         .status = "completed"});
  return card;
}

constexpr Format tiny_row{.name = "tiny",
                          .title = "Tiny Card",
                          .profile = Profile::ghp,
                          .recognises = is_tiny,
                          .open = open_tiny,
                          .fault_of = fault_of_tiny,
                          .payload_text = tiny_text,
                          .read = read_tiny};

const std::string iss = "https://tiny.example";
constexpr UnixTime now{std::chrono::seconds{1767312000}};

class SecondFamily : public testing::Test {
 protected:
  std::string material() const {
    Bytes raw(32);
    std::size_t size = raw.size();
    EXPECT_EQ(EVP_PKEY_get_raw_public_key(key.get(), raw.data(), &size), 1);
    return to_base64url(raw);
  }

  std::string card(const std::string& kid, const std::string& payload) const {
    const std::string text = to_base64url(as_bytes(kid)) + "." + to_base64url(as_bytes(payload));
    const MdCtx context(EVP_MD_CTX_new());
    EXPECT_EQ(EVP_DigestSignInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key.get(), nullptr), 1);
    Bytes signature(64);
    std::size_t size = signature.size();
    EXPECT_EQ(EVP_DigestSign(context.get(), signature.data(), &size, as_bytes(text).data(), text.size()), 1);
    return std::string(prefix) + text + "." + to_base64url(signature);
  }
  std::string card() const { return card("k1", iss + "|Rivera|1980-05-06|140"); }

  // The pharmacy is listed for SMART Health Cards, the other for cards of this family, both under one kid too.
  TrustList list(const std::string& use_of_key = "") const {
    const std::string point = to_base64url(pharmacy.key().public_key().material());
    std::vector<std::string> lines = {
        R"({"net":"s","profile":"shc"})", R"({"net":"t","profile":"ghp"})",
        R"({"net":"s","iss":")" + pharmacy.iss() + R"(","keys":[{"kid":")" + pharmacy.key().kid().str() +
            R"(","p256":")" + point + R"("},{"kid":"~both","p256":")" + point + "\"}]}",
        R"({"net":"t","iss":")" + iss + R"(","name":"Tiny Clinic","keys":[{"kid":"k1","ed25519":")" + material() +
            "\"" + use_of_key + R"(},{"kid":"p","p256":")" + point + R"("},{"kid":"~both","ed25519":")" + material() +
            "\"}]}"};
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    auto opened = TrustList::from_signed({{"op.example", text, {"s", "t"}, {}, {}, {.origin = "op.example"}}}, {});
    EXPECT_TRUE(opened.has_value()) << (opened ? "" : opened.error().where + " " + opened.error().hint);
    return opened ? *std::move(opened) : TrustList();
  }

  VerificationReport judge(const std::string& text, const TrustList& trust) const {
    const auto cards = find_cards(text, families);
    EXPECT_TRUE(cards && cards->size() == 1) << text;
    return verify(cards->front(), trust, {.at_given = true}, {now});
  }
  std::string outcome(const std::string& text) const {
    const VerificationReport report = judge(text, list());
    return std::string(name(report.verdict)) + (report.reason ? " " + std::string(name(*report.reason)) : "");
  }

  TestIssuer pharmacy{"https://pharmacy.example/shc"};
  Pkey key{EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
  std::array<Format, 2> families{shc_format(), tiny_row};
};

TEST_F(SecondFamily, IsRecognisedOpenedReadAndNamed) {
  const VerificationReport report = judge(card(), list());
  EXPECT_EQ(name(report.verdict), "genuine");
  ASSERT_TRUE(report.card);
  EXPECT_EQ(report.card->issuer_name(), "Tiny Clinic");
  EXPECT_EQ(report.card->contents().subject.names.at(0).family, "Rivera");
  EXPECT_NE(to_json(report, {.input = "x"}).find(R"("format":"tiny")"), std::string::npos);
}

TEST_F(SecondFamily, StandsBesideHealthCardsInOneText) {
  const auto cards = find_cards(card() + "\n" + pharmacy.card() + "\n", families);
  ASSERT_TRUE(cards && cards->size() == 2);
  const TrustList trust = list();
  for (const FoundCard& one : *cards) {
    EXPECT_EQ(name(verify(one, trust, {.at_given = true}, {now}).verdict), "genuine") << one.format->name;
  }
}

TEST_F(SecondFamily, WithoutItsRowItIsAnotherCode) {
  const auto cards = find_cards(card());
  ASSERT_TRUE(cards && cards->size() == 1);
  EXPECT_FALSE(cards->front().recognised);
}

TEST_F(SecondFamily, ItsOwnFaultsAreSorted) {
  EXPECT_EQ(outcome("TINY1:a.b"), "read_again jws.parts");
  EXPECT_EQ(outcome(card("none", "x")), "not_genuine jws.kid");
  EXPECT_EQ(outcome(card("k1", "nothing")), "not_accepted payload.object");
  std::string changed = card();
  changed.at(changed.find('.') + 4) ^= 1;
  EXPECT_EQ(outcome(changed), "not_genuine jws.signature");
}

TEST_F(SecondFamily, KeysOfOneFamilyAreNothingToAnother) {
  EXPECT_EQ(outcome(card(pharmacy.key().kid().str(), iss + "|Rivera|1980-05-06|140")),
            "unknown_issuer trust.unknown_key");
  EXPECT_EQ(outcome(card("k1", pharmacy.iss() + "|Rivera|1980-05-06|140")), "unknown_issuer trust.unknown_issuer");
  EXPECT_EQ(outcome(card("~both", iss + "|Rivera|1980-05-06|140")), "genuine");
  const TrustList trust = list();
  EXPECT_EQ(trust.find(iss, "k1"), nullptr);
  EXPECT_FALSE(trust.lists_issuer(iss));
  EXPECT_EQ(trust.find(pharmacy.iss(), "~both")->key.kind(), KeyKind::p256);
  EXPECT_EQ(trust.find(iss, "~both", Profile::ghp)->key.kind(), KeyKind::ed25519);
  EXPECT_EQ(trust.num_issuers(), 2U);
}

TEST_F(SecondFamily, AKeyThatCannotSignAsTheCardClaimsIsNamed) {
  const VerificationReport report = judge(card("p", iss + "|Rivera|1980-05-06|140"), list());
  EXPECT_EQ(report.reason, Errc::key_algorithm);
  EXPECT_EQ(report.verdict, Verdict::not_genuine);
  EXPECT_EQ(report.of(Check::key_known).outcome, Outcome::passed);
  EXPECT_EQ(report.of(Check::algorithm).outcome, Outcome::failed);
}

TEST_F(SecondFamily, WhatItsKeyIsForIsHeld) {
  EXPECT_EQ(name(judge(card(), list(R"(,"use":"v")")).verdict), "genuine");
  EXPECT_EQ(name(judge(card(), list(R"(,"use":"t")")).verdict), "not_accepted");
}

TEST_F(SecondFamily, IsExplainedByItsName) {
  const auto cards = find_cards("TINY1:a.b", families);
  const TrustList trust = list();
  const VerificationReport report = verify(cards->front(), trust, {.at_given = true}, {now});
  EXPECT_NE(explain(cards->front(), report, trust).find("a Tiny Card"), std::string::npos);
}

}  // namespace
}  // namespace vhc
