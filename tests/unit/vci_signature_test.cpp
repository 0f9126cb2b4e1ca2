#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../support/vci_signer.h"

namespace vhc {
namespace {

constexpr const char* empty_snapshot =
    R"({"directory":"https://directory.example/list","time":"2026-08-22T00:00:00Z","issuerInfo":[]})";

std::string outcome(const Result<void>& result) {
  return result ? "good" : std::string(name(result.error().code));
}

TEST(VciSignature, HoldsUnderThePinnedCertificateAndNoOther) {
  const VciSigner signer;
  const VciSigner stranger;
  const VciFiles files = signer.files(empty_snapshot);
  EXPECT_EQ("good", outcome(check_vci_signature(files, signer.pin())));
  EXPECT_EQ("trust.certificate", outcome(check_vci_signature(files, stranger.pin())));
  EXPECT_EQ("trust.certificate", outcome(check_vci_signature(files)));
  // Somebody else's whole set of files beside a pin of ours.
  EXPECT_EQ("trust.certificate", outcome(check_vci_signature(stranger.files(empty_snapshot), signer.pin())));
  // His signature with our certificate.
  VciFiles mixed = stranger.files(empty_snapshot);
  mixed.certificate = signer.certificate();
  EXPECT_EQ("trust.signature", outcome(check_vci_signature(mixed, signer.pin())));
}

TEST(VciSignature, IsOverTheBytesAsTheyAre) {
  const VciSigner signer;
  const VciFiles files = signer.files(empty_snapshot);
  for (const std::string& other :
       {std::string(empty_snapshot) + "\n", " " + std::string(empty_snapshot), std::string()}) {
    VciFiles changed = files;
    changed.snapshot = other;
    EXPECT_EQ("trust.signature", outcome(check_vci_signature(changed, signer.pin())));
  }
}

TEST(VciSignature, NothingIsParsedBeforeItHolds) {
  const VciSigner signer;
  VciFiles files = signer.files("this is not JSON");
  EXPECT_EQ(Errc::trust_damaged, open_vci_directory(files, signer.pin()).error().code);
  files.snapshot += '.';
  EXPECT_EQ(Errc::trust_signature, open_vci_directory(files, signer.pin()).error().code);
}

TEST(VciSignature, OtherDigestIsRefused) {
  const VciSigner signer;
  VciFiles files = signer.files(empty_snapshot);
  files.signature = signer.sign(empty_snapshot, EVP_sha256());
  EXPECT_EQ("trust.signature", outcome(check_vci_signature(files, signer.pin())));
}

TEST(VciSignature, KeyOfAnotherCurveIsRefusedEvenUnderItsOwnPin) {
  for (const char* curve : {"P-256", "P-384"}) {
    const VciSigner signer(curve);
    const auto result = check_vci_signature(signer.files(empty_snapshot), signer.pin());
    EXPECT_EQ("trust.certificate", outcome(result)) << curve;
    EXPECT_EQ("the pinned certificate has no P-521 key", result.error().hint);
  }
}

// One DER form for each pair of numbers.
TEST(VciSignature, IsTheOneDerFormOfTwoPositiveIntegers) {
  const VciSigner signer;
  const VciFiles files = signer.files(empty_snapshot);
  const std::string& good = files.signature;
  // SEQUENCE, 0x81, length; INTEGER, length, r; INTEGER, length, s
  ASSERT_EQ('\x81', good.at(1));
  const auto length = [&good](int more) { return static_cast<char>(static_cast<unsigned char>(good[2]) + more); };
  const std::size_t second = 5 + static_cast<unsigned char>(good[4]);
  const auto byte_more = [](char c) { return static_cast<char>(static_cast<unsigned char>(c) + 1); };
  const std::string zeros(66, '\0');
  struct Form {
    const char* name;
    std::string bytes;
  };
  std::vector<Form> forms = {
      {"empty", ""},
      {"one byte", "0"},
      {"trailing byte", good + '\0'},
      {"last byte missing", good.substr(0, good.size() - 1)},
      {"longer length of the sequence", std::string("0\x82\0", 3) + good.substr(2)},
      {"indefinite length", std::string("0\x80") + good.substr(3) + std::string(2, '\0')},
      {"zero before r", good.substr(0, 2) + length(1) + '\x02' + byte_more(good[4]) + '\0' + good.substr(5)},
      {"zero before s", good.substr(0, 2) + length(1) + good.substr(3, second - 3) + '\x02' +
                            byte_more(good[second + 1]) + '\0' + good.substr(second + 2)},
      {"both numbers zero", std::string("0\x06\x02\x01\0\x02\x01\0", 8)},
      {"r negative", std::string("0\x06\x02\x01\xff\x02\x01\x01", 8)},
      {"r and s of one", std::string("0\x06\x02\x01\x01\x02\x01\x01", 8)},
      {"no integers", std::string("0\0", 2)},
      {"one integer", std::string("0\x03\x02\x01\x01", 5)},
      {"side by side as in a JWS", zeros + zeros},
      {"PEM", "-----BEGIN SIGNATURE-----\nMAA=\n-----END SIGNATURE-----\n"},
      {"longer than the limit", std::string(max_vci_signature_bytes + 1, '0')},
  };
  for (const Form& form : forms) {
    VciFiles changed = files;
    changed.signature = form.bytes;
    EXPECT_EQ("trust.signature", outcome(check_vci_signature(changed, signer.pin()))) << form.name;
  }
  EXPECT_EQ("good", outcome(check_vci_signature(files, signer.pin())));
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

TEST(VciSignature, CertificateComesInOneFormOfPemOrInDer) {
  const VciSigner signer;
  const VciFiles files = signer.files(empty_snapshot);
  const std::string pem = signer.certificate();
  const std::string der = signer.certificate_in_der();
  struct Form {
    const char* name;
    std::string text;
    bool good;
  };
  const std::vector<Form> forms = {
      {"PEM", pem, true},
      {"PEM without its last end of line", pem.substr(0, pem.size() - 1), true},
      {"PEM with CRLF", replaced(pem, "\n", "\r\n"), true},
      {"DER", der, true},
      {"empty", "", false},
      {"an empty line before", "\n" + pem, false},
      {"an empty line after", pem + "\n", false},
      {"one CRLF among LF", pem.substr(0, pem.size() - 1) + "\r\n", false},
      {"a comment before", "vci.org\n" + pem, false},
      {"two certificates", pem + pem, false},
      {"other name", replaced(pem, "CERTIFICATE", "X509 CERTIFICATE"), false},
      {"trusted certificate", replaced(pem, "CERTIFICATE", "TRUSTED CERTIFICATE"), false},
      {"base64 in one line", replaced(replaced(replaced(pem, "\n", ""), "E-----M", "E-----\nM"), "=-", "=\n-"), false},
      {"spaces at the end of lines", replaced(pem, "\n", " \n"), false},
      {"DER with a byte after it", der + '\0', false},
      {"DER without its last byte", der.substr(0, der.size() - 1), false},
      {"larger than the limit", std::string(max_vci_certificate_bytes + 1, '0'), false},
  };
  for (const Form& form : forms) {
    VciFiles changed = files;
    changed.certificate = form.text;
    EXPECT_EQ(form.good ? "good" : "trust.certificate", outcome(check_vci_signature(changed, signer.pin())))
        << form.name;
  }
  // Under a pin of its own, what is no certificate is refused all the same.
  for (const std::string& bytes : {der + '\0', der.substr(0, der.size() - 1), std::string("0\x00", 2)}) {
    VciFiles changed = files;
    changed.certificate = bytes;
    EXPECT_EQ("trust.certificate", outcome(check_vci_signature(changed, sha256(as_bytes(bytes)))));
  }
}

TEST(VciSignature, PinIsSixtyFourHexadecimalDigitsOfEitherCase) {
  const std::string lower = "c3e44e40a20e6d54a5ad247e9ddd07763708cec1aa9acd47a408a3cc28f320fb";
  EXPECT_EQ(vci_certificate_pin, parse_vci_pin(lower).value());
  EXPECT_EQ(vci_certificate_pin, parse_vci_pin(replaced(lower, "c", "C")).value());
  for (const std::string& wrong :
       {std::string(), lower.substr(1), lower + "0", "g" + lower.substr(1), lower.substr(0, 62) + ":0"}) {
    EXPECT_EQ(Errc::usage, parse_vci_pin(wrong).error().code) << wrong;
  }
}

}  // namespace
}  // namespace vhc
