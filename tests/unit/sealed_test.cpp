#include "vhc/sealed.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "vhc/base64url.h"
#include "vhc/bytes.h"
#include "vhc/json.h"

namespace vhc {
namespace {

constexpr SealCost cheap{.opslimit = 1, .memlimit_bytes = min_memlimit_bytes};
constexpr std::string_view pass_text = "correct horse";
constexpr std::string_view secret_text = "thirty-two bytes of pure secrecy";

Secret secret(std::string_view text) {
  Secret made(text.size());
  std::copy(text.begin(), text.end(), made.expose().begin());
  return made;
}

std::string text_of(const Secret& held) {
  return std::string(as_text(held.expose()));
}

SealInfo info_for(Purpose purpose = Purpose::card_signing) {
  return {purpose, "3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s", UnixTime{std::chrono::seconds{1795425243}}};
}

std::string sealed(std::string_view content = secret_text) {
  return seal(secret(content), info_for(), secret(pass_text), cheap).value();
}

Errc refusal(std::string_view text, std::string_view passphrase = pass_text) {
  const auto opened = unseal(text, Purpose::card_signing, secret(passphrase));
  EXPECT_FALSE(opened) << text;
  return opened ? Errc::internal : opened.error().code;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string header_with_cost(std::string_view opslimit, std::string_view memlimit) {
  std::string text = replaced(sealed(), "opslimit: 1\n", "opslimit: " + std::string(opslimit) + "\n");
  return replaced(text, "memlimit: 67108864\n", "memlimit: " + std::string(memlimit) + "\n");
}

TEST(Sealed, OpensToWhatWasSealedForEveryPurposeAndSize) {
  for (const Purpose purpose :
       {Purpose::card_signing, Purpose::note_signing, Purpose::rid_secret, Purpose::ledger_key, Purpose::backup}) {
    const auto text = seal(secret(secret_text), info_for(purpose), secret(pass_text), cheap);
    ASSERT_TRUE(text);
    EXPECT_EQ(text_of(unseal(*text, purpose, secret(pass_text)).value()), secret_text);
  }
  for (const std::size_t size : {0U, 1U, 2U, 3U, 138U}) {
    const std::string content(size, 'x');
    EXPECT_EQ(text_of(unseal(sealed(content), Purpose::card_signing, secret(pass_text)).value()), content);
  }
}

TEST(Sealed, HeaderSaysWhatWasAsked) {
  const auto header = read_sealed_header(sealed());
  ASSERT_TRUE(header);
  EXPECT_TRUE(header->sealed);
  EXPECT_EQ(header->info.purpose, Purpose::card_signing);
  EXPECT_EQ(header->info.subject, info_for().subject);
  EXPECT_EQ(header->info.created, info_for().created);
  EXPECT_EQ(header->cost.opslimit, 1U);
  EXPECT_EQ(header->cost.memlimit_bytes, min_memlimit_bytes);
}

TEST(Sealed, CostsThreePassesOver256MebibytesByDefault) {
  EXPECT_EQ(SealCost{}.opslimit, 3U);
  EXPECT_EQ(SealCost{}.memlimit_bytes, 256U * 1024 * 1024);
}

TEST(Sealed, SaltAndNonceAreNewEachTime) {
  const std::string first = sealed();
  const std::string second = sealed();
  for (const std::string_view field : {"salt: ", "nonce: "}) {
    EXPECT_NE(first.substr(first.find(field), 28), second.substr(second.find(field), 28)) << field;
  }
  EXPECT_NE(first.substr(first.find("\n\n")), second.substr(second.find("\n\n")));
}

TEST(Sealed, HoldsNothingOfTheContentInClear) {
  const std::string in_base64 = to_base64url(as_bytes(secret_text));
  ASSERT_NE(without_seal(secret(secret_text), info_for())->find(in_base64), std::string::npos);  // the search finds it
  EXPECT_EQ(sealed().find(in_base64), std::string::npos);
  EXPECT_EQ(sealed().find(secret_text), std::string::npos);
}

TEST(Sealed, PassphraseHasAtLeastEightCharacters) {
  const auto seal_with = [](std::string_view passphrase) {
    return seal(secret("x"), info_for(), secret(passphrase), cheap);
  };
  EXPECT_EQ(seal_with("1234567").error().code, Errc::passphrase_short);
  EXPECT_EQ(seal_with("").error().code, Errc::passphrase_short);
  EXPECT_EQ(seal_with("äöüß").error().code, Errc::passphrase_short);  // eight bytes, four characters
  EXPECT_TRUE(seal_with("12345678"));
  EXPECT_TRUE(seal_with("äöüßäöüß"));
}

TEST(Sealed, WritesOnlyWhatCanBeReadAgain) {
  const auto seal_at = [](SealCost cost) { return seal(secret("x"), info_for(), secret(pass_text), cost); };
  EXPECT_EQ(seal_at({0, min_memlimit_bytes}).error().code, Errc::key_file_form);
  EXPECT_EQ(seal_at({11, min_memlimit_bytes}).error().code, Errc::key_file_form);
  EXPECT_EQ(seal_at({1, min_memlimit_bytes - 1}).error().code, Errc::key_file_form);
  EXPECT_EQ(seal_at({1, max_memlimit_bytes + 1}).error().code, Errc::key_file_form);
  for (const std::string& subject :
       {std::string(), std::string("two words"), std::string("line\nbreak"), std::string("ümlaut"), std::string("\x7f"),
        std::string(max_seal_subject_chars + 1, 'a')}) {
    SealInfo info = info_for();
    info.subject = subject;
    EXPECT_EQ(seal(secret("x"), info, secret(pass_text), cheap).error().code, Errc::key_file_form) << subject;
    EXPECT_EQ(without_seal(secret("x"), info).error().code, Errc::key_file_form) << subject;
  }
  SealInfo longest = info_for();
  longest.subject = std::string(max_seal_subject_chars, 'a');
  EXPECT_TRUE(read_sealed_header(without_seal(secret("x"), longest).value()));
}

TEST(Sealed, WrongPassphraseOpensNothing) {
  const std::string text = sealed();
  EXPECT_EQ(refusal(text, "correct horsf"), Errc::passphrase_wrong);
  EXPECT_EQ(refusal(text, "correct horse "), Errc::passphrase_wrong);
  EXPECT_EQ(refusal(text, "short"), Errc::passphrase_wrong);
  EXPECT_EQ(refusal(text, ""), Errc::passphrase_needed);
}

TEST(Sealed, FileForAnotherPurposeDoesNotOpen) {
  EXPECT_EQ(unseal(sealed(), Purpose::rid_secret, secret(pass_text)).error().code, Errc::key_purpose);
  // Nor does it when the header is made to say what is wanted: the seal covers it.
  EXPECT_EQ(
      unseal(replaced(sealed(), "card-signing", "rid-secret"), Purpose::rid_secret, secret(pass_text)).error().code,
      Errc::passphrase_wrong);
}

TEST(Sealed, NoByteOfTheHeaderCanBeChanged) {
  const std::string text = sealed();
  const std::size_t header_bytes = text.find("\n\n") + 2;
  for (std::size_t i = 0; i < header_bytes; ++i) {
    std::string altered = text;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    const Errc code = refusal(altered);
    EXPECT_TRUE(code == Errc::key_file_form || code == Errc::passphrase_wrong) << i;
  }
}

TEST(Sealed, NoCharacterOfTheCiphertextCanBeChanged) {
  const std::string text = sealed();
  const std::size_t body = text.find("\n\n") + 2;
  const std::size_t last = text.size() - 2;
  for (std::size_t i = body; i <= last; i += i + 9 < last || i == last ? 9 : last - i) {
    std::string altered = text;
    altered[i] = altered[i] == 'A' ? 'Q' : 'A';  // still base64url
    const Errc code = refusal(altered);
    EXPECT_TRUE(code == Errc::passphrase_wrong || (i == last && code == Errc::key_file_form)) << i;
  }
}

TEST(Sealed, EveryTruncationIsRefused) {
  const std::string text = sealed();
  for (std::size_t size = 0; size < text.size(); ++size) EXPECT_EQ(refusal(text.substr(0, size)), Errc::key_file_form);
}

TEST(Sealed, NothingMayFollowOrPrecede) {
  const std::string text = sealed();
  for (const std::string& altered : {text + "\n", text + "x", text + std::string(1, '\0'), text + "AAAA\n", "\n" + text,
                                     " " + text, "\xEF\xBB\xBF" + text}) {
    EXPECT_EQ(refusal(altered), Errc::key_file_form);
  }
}

struct HeaderCase {
  const char* name;
  const char* from;
  const char* to;
};
constexpr HeaderCase header_cases[] = {
    {"CarriageReturns", "purpose: card-signing\n", "purpose: card-signing\r\n"},
    {"UnknownPurpose", "card-signing", "card-signer"},
    {"PurposeInCapitals", "card-signing", "Card-Signing"},
    {"NameInCapitals", "purpose:", "Purpose:"},
    {"NoSpaceAfterColon", "purpose: ", "purpose:"},
    {"TwoSpacesAfterColon", "purpose: ", "purpose:  "},
    {"SpaceAtTheEnd", "card-signing\n", "card-signing \n"},
    {"ExtraLine", "purpose:", "comment: hello\npurpose:"},
    {"LineTwice", "purpose: card-signing\n", "purpose: card-signing\npurpose: card-signing\n"},
    {"LineMissing", "purpose: card-signing\n", ""},
    {"OtherOrder", "opslimit: 1\nmemlimit: 67108864\n", "memlimit: 67108864\nopslimit: 1\n"},
    {"EmptySubject", "3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s", ""},
    {"TimeWithOffset", "Z\nopslimit", "+00:00\nopslimit"},
    {"TimeWithFraction", "Z\nopslimit", ".0Z\nopslimit"},
    {"TimeThatIsNone", "2026-", "2026-99-"},
    {"LeadingZero", "opslimit: 1", "opslimit: 01"},
    {"Sign", "opslimit: 1", "opslimit: +1"},
    {"NoNumber", "opslimit: 1", "opslimit: one"},
    {"Hexadecimal", "memlimit: 67108864", "memlimit: 0x4000000"},
    {"ShortSalt", "salt: ", "salt: AAAA"},
    {"NoSalt", "salt: ", "salt: \nsalt: "},
    {"PaddedNonce", "\n\n", "==\n\n"},
    {"NoEmptyLine", "\n\n", "\n"},
    {"TwoEmptyLines", "\n\n", "\n\n\n"},
    {"BodyOnTwoLines", "\n\n", "\n\nAAAA\n"},
    {"BodyNotBase64", "\n\n", "\n\n?"},
    {"VersionZero", "v1", "v0"},
    {"NoVersion", "v1", "v"},
    {"OtherName", "vhc-sealed", "age-sealed"},
};
class HeaderCases : public testing::TestWithParam<HeaderCase> {};
TEST_P(HeaderCases, AreRefused) {
  EXPECT_EQ(refusal(replaced(sealed(), GetParam().from, GetParam().to)), Errc::key_file_form);
}
INSTANTIATE_TEST_SUITE_P(, HeaderCases, testing::ValuesIn(header_cases), [](const auto& i) { return i.param.name; });

TEST(Sealed, NewerVersionIsToldApart) {
  for (const char* version : {"v2", "v10", "v4294967296"}) {
    EXPECT_EQ(refusal(replaced(sealed(), "v1", version)), Errc::key_file_version) << version;
    EXPECT_EQ(read_sealed_header(std::string("vhc-unsealed ") + version + "\n").error().code, Errc::key_file_version);
  }
  for (const char* version : {"v1.1", "v02", "v2 ", "v 2", "v-2", "V2", "v99999999999999999999"})
    EXPECT_EQ(refusal(replaced(sealed(), "v1", version)), Errc::key_file_form) << version;
}

struct CostCase {
  const char* name;
  const char* opslimit;
  const char* memlimit;
  bool ok;
};
constexpr CostCase cost_cases[] = {
    {"Least", "1", "67108864", true},
    {"NoPass", "0", "67108864", false},
    {"MostPasses", "10", "67108864", true},
    {"OnePassMore", "11", "67108864", false},
    {"OneByteLess", "1", "67108863", false},
    {"MostMemory", "1", "1073741824", true},
    {"OneByteMore", "1", "1073741825", false},
    {"FourGibibytes", "1", "4294967296", false},  // 0 in 32 bits
    {"FourGibibytesAndEnough", "1", "4362076160", false},
    {"MostOf64Bits", "1", "18446744073709551615", false},
    {"Beyond64Bits", "1", "18446744073709551616", false},
    {"PassesBeyond64Bits", "18446744073709551617", "67108864", false},
};
class CostCases : public testing::TestWithParam<CostCase> {};
TEST_P(CostCases, AreBoundedBeforeAnythingIsAllocated) {
  const std::string text = header_with_cost(GetParam().opslimit, GetParam().memlimit);
  const auto header = read_sealed_header(text);
  EXPECT_EQ(header.has_value(), GetParam().ok);
  if (!GetParam().ok) {
    EXPECT_EQ(header.error().code, Errc::key_file_form);
    EXPECT_EQ(refusal(text), Errc::key_file_form);
  }
}
INSTANTIATE_TEST_SUITE_P(, CostCases, testing::ValuesIn(cost_cases), [](const auto& i) { return i.param.name; });

TEST(Sealed, FileAtTheCeilingIsReadAndOneByteMoreIsNot) {
  const std::string text = sealed();
  EXPECT_TRUE(unseal(text, Purpose::card_signing, secret(pass_text), text.size()));
  EXPECT_EQ(unseal(text, Purpose::card_signing, secret(pass_text), text.size() - 1).error().code, Errc::key_file_form);
  EXPECT_EQ(read_sealed_header(text, text.size() - 1).error().code, Errc::key_file_form);
  EXPECT_EQ(refusal(text + std::string(max_key_file_bytes, 'A')), Errc::key_file_form);
}

TEST(Unsealed, OpensWithAnyPassphraseAndSaysThatItIsNotSealed) {
  const auto text = without_seal(secret(secret_text), info_for());
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("NOT SEALED"), std::string::npos);
  EXPECT_FALSE(read_sealed_header(*text)->sealed);
  EXPECT_EQ(text_of(unseal(*text, Purpose::card_signing, Secret()).value()), secret_text);
  EXPECT_EQ(text_of(unseal(*text, Purpose::card_signing, secret("whatever")).value()), secret_text);
  EXPECT_EQ(unseal(*text, Purpose::rid_secret, Secret()).error().code, Errc::key_purpose);
}

TEST(Unsealed, HoldsContentsOfEverySize) {
  for (const std::size_t size : {0U, 1U, 2U, 3U, 4U, 138U}) {
    const std::string content(size, 'x');
    const auto text = without_seal(secret(content), info_for());
    EXPECT_EQ(text_of(unseal(*text, Purpose::card_signing, Secret()).value()), content) << size;
  }
}

TEST(Unsealed, IsReadAsStrictly) {
  const std::string text = without_seal(secret("xy"), info_for()).value();  // eHk
  EXPECT_EQ(refusal(replaced(text, "warning: NOT SEALED", "warning: SEALED")), Errc::key_file_form);
  EXPECT_EQ(refusal(replaced(text, "purpose:", "salt: AAAAAAAAAAAAAAAAAAAAAA\npurpose:")), Errc::key_file_form);
  for (const char* body : {"eHk=", "eHl", "eH", "e", "eHk ", "eH k", "eHk\neHk"})
    EXPECT_EQ(refusal(replaced(text, "eHk", body)), Errc::key_file_form) << body;
  for (std::size_t size = 0; size < text.size(); ++size) EXPECT_EQ(refusal(text.substr(0, size)), Errc::key_file_form);
  // A sealed file does not turn into an unsealed one by its first line.
  EXPECT_EQ(refusal(replaced(sealed(), "vhc-sealed", "vhc-unsealed")), Errc::key_file_form);
}

// test-vectors/key-file: one file a scenario.
TEST(Unsealed, ItsBase64HasNoBytesAboveAscii) {
  const std::string file = without_seal(secret("0123456789abcdef0123456789abcdef"), info_for()).value();
  for (int byte = 128; byte < 256; ++byte) {
    std::string changed = file;
    changed[changed.size() - 10] = static_cast<char>(byte);
    EXPECT_FALSE(unseal(changed, Purpose::card_signing, Secret()).has_value()) << byte;
  }
}

TEST(KeyFileVectors, OpenOrFailAsTheySay) {
  int judged = 0;
  for (const auto& entry : std::filesystem::directory_iterator(VHC_TEST_VECTORS "/key-file")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream in(entry.path());
    const auto vector = JsonDocument::parse(std::string(std::istreambuf_iterator<char>(in), {}));
    ASSERT_TRUE(vector) << entry.path();
    const JsonValue root = vector->root();
    Purpose purpose = Purpose::card_signing;
    if (root.find("purpose")->equals("rid-secret")) purpose = Purpose::rid_secret;
    const auto opened = unseal(*root.find_string("input"), purpose, secret(*root.find_string("passphrase")));
    const std::string outcome = opened ? "ok" : std::string(info(opened.error().code).name);
    EXPECT_EQ(outcome, *root.find_string("expect")) << entry.path();
    if (opened) {
      EXPECT_EQ(to_base64url(opened->expose()), *root.find_string("content")) << entry.path();
    }
    ++judged;
  }
  std::cout << judged << " of " << judged << " key files judged\n";
  EXPECT_GE(judged, 1);
}

}  // namespace
}  // namespace vhc
