// Writes es256-p1363.json to standard output, the same bytes each time. Uses no code of the library under test.
//
// Signatures that must hold are not signed: for chosen R, s and message there is one key Q = (sR - eG) / r under which
// (r, s) holds, and nobody knows its private part. Each verdict is checked with OpenSSL before it is written.
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <openssl/core_names.h>
#include <openssl/obj_mac.h>
#include <openssl/sha.h>

#include "vhc/internal/openssl.h"

namespace {

using vhc::BigNum;
using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t number_bytes = 32;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "make: %s\n", what);
  std::exit(1);  // NOLINT(concurrency-mt-unsafe): one thread
}

BN_CTX* scratch() {
  static const vhc::BigNumCtx context(BN_CTX_new());
  return context.get();
}

const EC_GROUP* curve() {
  static const vhc::EcGroup group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  return group.get();
}

// A number with value semantics.
class Num {
 public:
  Num(unsigned long value = 0) : number_(BN_new()) { BN_set_word(number_.get(), value); }  // NOLINT: 1 is a number
  explicit Num(const BIGNUM* number) : number_(BN_dup(number)) {}
  Num(const Num& other) : number_(BN_dup(other.get())) {}
  Num& operator=(const Num& other) {
    if (this != &other) number_.reset(BN_dup(other.get()));
    return *this;
  }
  static Num hex(const char* digits) {
    BIGNUM* number = nullptr;
    require(BN_hex2bn(&number, digits) > 0, "bad hexadecimal constant");
    const BigNum owned(number);
    return Num(number);
  }
  static Num of(const Bytes& bytes) {
    Num number;
    BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), number.get());
    return number;
  }

  BIGNUM* get() const { return number_.get(); }
  Bytes bytes(std::size_t size = number_bytes) const {
    Bytes out(size);
    require(BN_bn2binpad(get(), out.data(), static_cast<int>(size)) >= 0, "a number does not fit");
    return out;
  }
  friend bool operator<(const Num& a, const Num& b) { return BN_cmp(a.get(), b.get()) < 0; }
  friend Num operator+(const Num& a, const Num& b) {
    Num sum;
    BN_add(sum.get(), a.get(), b.get());
    return sum;
  }
  friend Num operator-(const Num& a, const Num& b) {
    Num difference;
    BN_sub(difference.get(), a.get(), b.get());
    return difference;
  }

 private:
  BigNum number_;
};

Num prime() {
  Num p;
  EC_GROUP_get_curve(curve(), p.get(), nullptr, nullptr, nullptr);
  return p;
}

Num order() {
  return Num(EC_GROUP_get0_order(curve()));
}

Num mod_order(const Num& a) {
  Num out;
  BN_nnmod(out.get(), a.get(), order().get(), scratch());
  return out;
}

Num times(const Num& a, const Num& b) {
  Num out;
  BN_mod_mul(out.get(), a.get(), b.get(), order().get(), scratch());
  return out;
}

Num over(const Num& a, const Num& b) {
  Num inverse;
  require(BN_mod_inverse(inverse.get(), b.get(), order().get(), scratch()) != nullptr, "no inverse");
  return times(a, inverse);
}

struct Point {
  Num x;
  Num y;
};

// u*G, or u*G + v*P.
Point combine(const Num& u, const Point* p = nullptr, const Num& v = 0) {
  const vhc::EcPoint sum(EC_POINT_new(curve()));
  const vhc::EcPoint other(EC_POINT_new(curve()));
  if (p != nullptr) EC_POINT_set_affine_coordinates(curve(), other.get(), p->x.get(), p->y.get(), scratch());
  EC_POINT_mul(curve(), sum.get(), u.get(), p != nullptr ? other.get() : nullptr, p != nullptr ? v.get() : nullptr,
               scratch());
  Point out;
  require(EC_POINT_get_affine_coordinates(curve(), sum.get(), out.x.get(), out.y.get(), scratch()) == 1, "infinity");
  return out;
}

// The point with this x and an even y, if there is one.
bool lift(const Num& x, Point& out) {
  const vhc::EcPoint point(EC_POINT_new(curve()));
  if (EC_POINT_set_compressed_coordinates(curve(), point.get(), x.get(), 0, scratch()) != 1) return false;
  return EC_POINT_get_affine_coordinates(curve(), point.get(), out.x.get(), out.y.get(), scratch()) == 1;
}

Point lift_from(Num x) {
  Point out;
  while (!lift(x, out)) x = x + 1;
  return out;
}

Point negative(const Point& p) {
  return {p.x, prime() - p.y};
}

Bytes text(std::string_view chars) {
  return {chars.begin(), chars.end()};
}

Num digest(const Bytes& message) {
  Bytes out(SHA256_DIGEST_LENGTH);
  SHA256(message.data(), message.size(), out.data());
  return Num::of(out);
}

Bytes joined(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

struct Signed {
  Point key;
  Bytes message;
  Num r;
  Num s;
};

// The key under which R and s sign a message with the digest e.
Signed with_digest(const Num& e, const Bytes& message, const Point& point, const Num& s) {
  const Num r = mod_order(point.x);
  return {combine(mod_order(Num() - over(e, r)), &point, over(s, r)), message, r, s};
}

Signed construct(const Bytes& message, const Point& point, const Num& s) {
  return with_digest(digest(message), message, point, s);
}

Bytes signature(const Num& r, const Num& s) {
  return joined(r.bytes(), s.bytes());
}

Bytes der(const Num& r, const Num& s) {
  const vhc::EcdsaSig sig(ECDSA_SIG_new());
  ECDSA_SIG_set0(sig.get(), BN_dup(r.get()), BN_dup(s.get()));
  std::uint8_t* out = nullptr;
  const int size = i2d_ECDSA_SIG(sig.get(), &out);
  require(size > 0, "no DER");
  Bytes bytes(out, out + size);
  OPENSSL_free(out);
  return bytes;
}

std::string hex(const Bytes& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte : bytes) {
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

vhc::Pkey make_key(const Bytes& x, const Bytes& y) {
  char group[] = "P-256";
  Bytes point = joined(joined({4}, x), y);
  std::array params = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                       OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
                       OSSL_PARAM_construct_end()};
  const vhc::PkeyCtx context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  EVP_PKEY_fromdata_init(context.get());
  EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.data());
  return vhc::Pkey(key);
}

bool openssl_accepts(EVP_PKEY* key, const Bytes& message, const Bytes& signature_bytes) {
  if (signature_bytes.size() != 2 * number_bytes) return false;
  const auto middle = signature_bytes.begin() + number_bytes;
  const Bytes encoded = der(Num::of({signature_bytes.begin(), middle}), Num::of({middle, signature_bytes.end()}));
  const vhc::MdCtx context(EVP_MD_CTX_new());
  EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key, nullptr);
  return EVP_DigestVerify(context.get(), encoded.data(), encoded.size(), message.data(), message.size()) == 1;
}

int num_cases = 0;

void put(const std::string& note, const Bytes& x, const Bytes& y, const Bytes& message, const Bytes& signature_bytes,
         std::string_view expect) {
  const vhc::Pkey key = make_key(x, y);
  require((key == nullptr) == (expect == "bad_key"), note.c_str());
  require(openssl_accepts(key.get(), message, signature_bytes) == (expect == "valid") || expect == "bad_key",
          note.c_str());
  const auto member = [](const char* before, const std::string& name, const std::string& value) {
    std::printf(R"(%s"%s":"%s")", before, name.c_str(), value.c_str());
  };
  member(num_cases++ == 0 ? "\n  {" : ",\n  {", "note", note);
  member(",", "expect", std::string(expect));
  member(",\n   ", "x", hex(x));
  member(",", "y", hex(y));
  member(",\n   ", "message", hex(message));
  member(",\n   ", "signature", hex(signature_bytes));
  std::printf("}");
}

void valid(const std::string& note, const Signed& made) {
  put(note, made.key.x.bytes(), made.key.y.bytes(), made.message, signature(made.r, made.s), "valid");
}

void invalid(const std::string& note, const Signed& made, const Bytes& signature_bytes) {
  put(note, made.key.x.bytes(), made.key.y.bytes(), made.message, signature_bytes, "invalid");
}

void invalid(const std::string& note, const Signed& made) {
  invalid(note, made, signature(made.r, made.s));
}

// RFC 6979 A.2.5, P-256 with SHA-256.
Signed rfc6979(std::string_view message, const char* r, const char* s) {
  return {{Num::hex("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"),
           Num::hex("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299")},
          text(message),
          Num::hex(r),
          Num::hex(s)};
}

Signed rfc6979_sample() {
  return rfc6979("sample", "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
                 "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");
}

Signed rfc6979_test() {
  return rfc6979("test", "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
                 "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083");
}

// RFC 7515 A.3: the signing input and signature of the ES256 example.
Signed rfc7515_example() {
  return {{Num::hex("7FCDCE2770F6C45D4183CBEE6FDB4B7B580733357BE9EF13BACF6E3C7BD15445"),
           Num::hex("C7F144CD1BBD9B7E872CDFEDB9EEB9F4B3695D6EA90B24AD8A4623288588E5AD")},
          text("eyJhbGciOiJFUzI1NiJ9."
               "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"),
          Num::hex("0ED1215379636C483C2F7F155807D402A3B228033AF97C7E17819AC3169EA665"),
          Num::hex("C50A07D38C3C70E5D8F12DAF084A5480A66590C5F293509A8F3F7F8A83A354D5")};
}

Num other_s(const Num& s) {
  return order() - s;
}

void known_answers() {
  valid("RFC 6979 A.2.5, sample", rfc6979_sample());
  valid("RFC 6979 A.2.5, test; s begins with a byte 01", rfc6979_test());
  valid("RFC 7515 A.3", rfc7515_example());
  for (Signed made : {rfc6979_sample(), rfc6979_test(), rfc7515_example()}) {
    made.s = other_s(made.s);
    valid("a known answer with n-s for s: both are valid, high or low", made);
  }
}

void message_lengths() {
  for (const unsigned size : {0U, 1U, 55U, 56U, 63U, 64U, 65U, 119U, 120U, 1000U}) {
    Bytes message(size);
    for (std::size_t i = 0; i < size; ++i) message[i] = static_cast<std::uint8_t>(i);
    valid("message of " + std::to_string(size) + " bytes", construct(message, combine(size + 2), 0x1234567));
  }
}

// The multiple of the generator, of the first few thousand, whose r begins with these bits.
Point with_leading(unsigned first_byte, unsigned second_at_least, unsigned second_at_most) {
  for (unsigned long k = 2;; ++k) {
    Point point = combine(k);
    const Bytes r = point.x.bytes();
    if (r[0] == first_byte && r[1] >= second_at_least && r[1] <= second_at_most) return point;
  }
}

void number_forms() {
  const Bytes message = text("number forms");
  const Num n = order();
  Num half;
  BN_rshift1(half.get(), n.get());
  const Point point = combine(7);
  valid("s is 1", construct(message, point, 1));
  valid("s is 2", construct(message, point, 2));
  valid("s is 127: the largest of one DER byte", construct(message, point, 127));
  valid("s is 128: DER puts a zero before it", construct(message, point, 128));
  valid("s is n-1", construct(message, point, n - 1));
  valid("s is n-2", construct(message, point, n - 2));
  valid("s is (n-1)/2, the largest low one", construct(message, point, half));
  valid("s is (n+1)/2, the smallest high one", construct(message, point, half + 1));
  valid("s begins with 00 7f", construct(message, point, Num::of(joined({0x7f}, Bytes(30, 1)))));
  valid("s begins with 00 80", construct(message, point, Num::of(joined({0x80}, Bytes(30, 1)))));
  valid("s is 2^248-1", construct(message, point, Num::of(Bytes(31, 0xff))));
  valid("s is 2^240", construct(message, point, Num::of(joined({1}, Bytes(30)))));
  valid("r begins with 00 and then a bit that is set", construct(message, with_leading(0, 0x80, 0xff), 99));
  valid("r begins with 00 and then a bit that is not", construct(message, with_leading(0, 0, 0x7f), 99));
  valid("r begins with 7f", construct(message, with_leading(0x7f, 0, 0xff), 99));
  valid("r begins with 80", construct(message, with_leading(0x80, 0, 0xff), 99));
  valid("R is the generator", construct(message, combine(1), 12345));
  valid("R is minus the generator", construct(message, negative(combine(1)), 12345));

  const Signed one = construct(message, point, 1);
  invalid("s is n+1 where 1 would be right", one, signature(one.r, n + 1));
  const Point large = lift_from(n + 1);
  const Signed reduced = construct(message, large, 4711);
  valid("the x of R is over n: r is what is left", reduced);
  invalid("the x of R is over n, and r was not reduced", reduced, signature(large.x, reduced.s));
  const Point largest = lift_from(prime() - 10);
  valid("the x of R is just below p", construct(message, largest, 4711));
}

void special_sums() {
  const Bytes message = text("special sums");
  const Num e = digest(message);
  const Point point = combine(11);
  const Num r = mod_order(point.x);
  valid("u1 is 1: s is the digest", construct(message, point, mod_order(e)));
  valid("u1 is n-1", construct(message, point, mod_order(Num() - e)));
  valid("u2 is 1: s is r", construct(message, point, r));
  valid("u2 is n-1", construct(message, point, mod_order(Num() - r)));
  valid("u1*G and u2*Q are one point: the sum is a doubling", construct(message, point, over(times(e, 2), 11)));
  valid("the key is the generator", {combine(1), message, r, over(r + e, 11)});
  valid("the key is minus the generator", {negative(combine(1)), message, r, over(e - r, 11)});
  const Signed opposite{combine(mod_order(Num() - over(e, r))), message, r, 4711};
  invalid("u1*G and u2*Q are opposite: the sum is at infinity", opposite);

  Bytes lucky = text("digest equal to r, 0");
  Point found;
  while (!(digest(lucky) < order()) || !lift(digest(lucky), found)) ++lucky.back();
  valid("u1 is u2: the digest is r", construct(lucky, found, 4711));
  invalid("r and s are one number", rfc6979_sample(), signature(rfc6979_sample().r, rfc6979_sample().r));
}

// Signed with the number `s` = 1, 2, ... under a key whose coordinate begins with a zero byte.
void short_keys() {
  const Bytes message = text("short keys");
  for (const bool of_x : {true, false}) {
    Num s = 1;
    Signed made = construct(message, combine(5), s);
    while ((of_x ? made.key.x : made.key.y).bytes()[0] != 0) made = construct(message, combine(5), s = s + 1);
    valid(of_x ? "the key's x begins with a zero byte" : "the key's y begins with a zero byte", made);
  }
}

void special_pairs() {
  const Signed good = rfc6979_sample();
  const Num n = order();
  const Num p = prime();
  const std::vector<std::pair<std::string, Num>> numbers = {
      {"0", 0},       {"1", 1},       {"n-1", n - 1},       {"n", n},
      {"n+1", n + 1}, {"p-n", p - n}, {"p-n-1", p - n - 1}, {"p-n+1", p - n + 1},
      {"p-1", p - 1}, {"p", p},       {"p+1", p + 1},       {"2^256-1", Num::of(Bytes(number_bytes, 0xff))}};
  for (const auto& [name, number] : numbers) {
    invalid("r is " + name + ", s is right", good, signature(number, good.s));
    invalid("s is " + name + ", r is right", good, signature(good.r, number));
  }
  for (const auto& [r_name, r] : numbers) {
    std::string note = "r is ";
    note.append(r_name).append(", s is ");
    for (const auto& [s_name, s] : numbers) invalid(std::string(note).append(s_name), good, signature(r, s));
  }
}

void mutations() {
  const Signed good = rfc6979_sample();
  const Num n = order();
  invalid("r and s swapped", good, signature(good.s, good.r));
  invalid("r is one more", good, signature(good.r + 1, good.s));
  invalid("s is one more", good, signature(good.r, good.s + 1));
  invalid("r is one less", good, signature(good.r - 1, good.s));
  invalid("s is one less", good, signature(good.r, good.s - 1));
  invalid("n-r for r", good, signature(n - good.r, good.s));
  invalid("n-r for r and n-s for s", good, signature(n - good.r, n - good.s));
  invalid("p-r for r", good, signature(prime() - good.r, good.s));
  invalid("1/s for s", good, signature(good.r, over(1, good.s)));
  invalid("the y of a point for r", good, signature(mod_order(good.key.y), good.s));
  Bytes bytes = signature(good.r, good.s);
  const Bytes reversed(bytes.rbegin(), bytes.rend());
  invalid("all bytes in reverse", good, reversed);
  Bytes little = signature(good.r, good.s);
  for (std::size_t i = 0; i < number_bytes / 2; ++i) {
    std::swap(little[i], little[number_bytes - 1 - i]);
    std::swap(little[number_bytes + i], little[2 * number_bytes - 1 - i]);
  }
  invalid("r and s in little endian", good, little);
  for (const std::size_t at : {std::size_t{0}, number_bytes - 1, number_bytes, 2 * number_bytes - 1}) {
    Bytes flipped = bytes;
    flipped[at] ^= 1U;
    invalid("a bit of byte " + std::to_string(at) + " flipped", good, flipped);
  }
}

void lengths() {
  const Signed good = rfc6979_sample();
  const Bytes bytes = signature(good.r, good.s);
  for (const unsigned size : {0U, 1U, 32U, 63U}) {
    invalid("cut to " + std::to_string(size) + " bytes", good, Bytes(bytes.begin(), bytes.begin() + size));
  }
  invalid("65 bytes: a zero behind", good, joined(bytes, {0}));
  invalid("65 bytes: a zero before", good, joined({0}, bytes));
  invalid("66 bytes: r and s in 33 bytes each", good, joined(good.r.bytes(33), good.s.bytes(33)));
  invalid("96 bytes: r and s as for P-384", good, joined(good.r.bytes(48), good.s.bytes(48)));
  invalid("128 bytes: the signature twice", good, joined(bytes, bytes));
  invalid("128 bytes: the signature as hexadecimal text", good, text(hex(bytes)));
  invalid("64 zeros", good, Bytes(64));
  const Signed test = rfc6979_test();
  const Signed short_r = construct(text("short"), with_leading(0, 0x80, 0xff), 99);
  invalid("63 bytes: the leading zero of r left out", short_r, joined(short_r.r.bytes(31), short_r.s.bytes()));
  invalid("33 bytes: the leading zeros of s left out", short_r, joined(short_r.r.bytes(), {99}));
  invalid("DER, 72 bytes", good, der(good.r, good.s));
  invalid("DER, 71 bytes", test, der(test.r, test.s));
  const Signed der64 = construct(text("DER of 64 bytes"), combine(3), Num::of(joined({1}, Bytes(25, 0xaa))));
  Bytes encoded = der(der64.r, der64.s);
  require(encoded.size() == 64, "the DER form is to have 64 bytes");
  invalid("DER that is 64 bytes long", der64, encoded);
}

void messages() {
  Signed good = rfc6979_sample();
  const auto with = [&good](const Bytes& message) { return Signed{good.key, message, good.r, good.s}; };
  invalid("another message", with(text("Sample")));
  invalid("no message", with({}));
  invalid("the message with a line feed", with(text("sample\n")));
  invalid("the message with a zero byte", with(joined(text("sample"), {0})));
  invalid("the message's digest for the message", with(digest(text("sample")).bytes()));
  const Bytes message = text("other digest");
  Bytes sha512(SHA512_DIGEST_LENGTH);
  SHA512(message.data(), message.size(), sha512.data());
  sha512.resize(number_bytes);
  invalid("right for SHA-512", with_digest(Num::of(sha512), message, combine(9), 4711));
  Bytes sha384(SHA384_DIGEST_LENGTH);
  SHA384(message.data(), message.size(), sha384.data());
  sha384.resize(number_bytes);
  invalid("right for SHA-384", with_digest(Num::of(sha384), message, combine(9), 4711));
  invalid("right for the message taken as its digest", with_digest(Num::of(message), message, combine(9), 4711));
  invalid("right for a digest of zero", with_digest(0, message, combine(9), 4711));
}

void wrong_keys() {
  Signed made = rfc6979_sample();
  const auto with = [&made](const Point& key) { return Signed{key, made.message, made.r, made.s}; };
  invalid("another key", with(rfc7515_example().key));
  invalid("minus the key", with(negative(made.key)));
  invalid("twice the key", with(combine(0, &made.key, 2)));
  invalid("the generator for the key", with(combine(1)));
  Point zero;
  require(lift(0, zero), "there is a point with x 0");
  invalid("the key with x 0", with(zero));
}

void bad_keys() {
  const Signed made = rfc6979_sample();
  const Num p = prime();
  const Num most = Num::of(Bytes(number_bytes, 0xff));
  const Num x = made.key.x;
  const Num y = made.key.y;
  const auto bad = [&made](const std::string& note, const Num& key_x, const Num& key_y) {
    put(note, key_x.bytes(), key_y.bytes(), made.message, signature(made.r, made.s), "bad_key");
  };
  bad("key off the curve: y one more", x, y + 1);
  bad("key off the curve: x one more", x + 1, y);
  bad("key off the curve: x and y swapped", y, x);
  bad("key off the curve: y zero", x, 0);
  bad("key off the curve: x zero", 0, y);
  bad("key (0, 0), which some take for infinity", 0, 0);
  bad("key (0, 1), which some take for infinity", 0, 1);
  bad("key (1, 1)", 1, 1);
  bad("key (p, p): infinity unreduced", p, p);
  bad("key of 64 bytes ff", most, most);
  const Point small = lift_from(1);
  bad("key with p added to x", small.x + p, small.y);
  bad("key with x p", p, y);
  bad("key with y p", x, p);
  bad("key with y 2^256-1", x, most);
  Point zero;
  require(lift(0, zero), "there is a point with x 0");
  bad("key with x p, where 0 would be right", p, zero.y);
  Num off = x;
  Point none;
  while (lift(off, none)) off = off + 1;
  bad("key on the twist: no point has this x", off, y);
  for (const auto& [nid, name] : {std::pair{NID_secp256k1, "secp256k1"}, {NID_brainpoolP256r1, "brainpoolP256r1"}}) {
    const vhc::EcGroup group(EC_GROUP_new_by_curve_name(nid));
    Point generator;
    EC_POINT_get_affine_coordinates(group.get(), EC_GROUP_get0_generator(group.get()), generator.x.get(),
                                    generator.y.get(), scratch());
    bad(std::string("key of another curve: ") + name, generator.x, generator.y);
  }
}

}  // namespace

int main() {
  std::printf(
      R"({"about":"ES256 signatures, r and s side by side (RFC 7518 3.4); all values in hexadecimal","cases":[)");
  known_answers();
  message_lengths();
  number_forms();
  special_sums();
  short_keys();
  special_pairs();
  mutations();
  lengths();
  messages();
  wrong_keys();
  bad_keys();
  std::printf("\n]}\n");
  return 0;
}
