#!/usr/bin/env python3
"""Writes the key sets of this folder and expectations.tsv, the same bytes each time.

Points are found from their x coordinate, which is a hash of a name, so nobody knows their private keys. The one private
key here is that of RFC 7515 A.3, printed there.
"""

import base64
import hashlib
import json
import pathlib

FOLDER = pathlib.Path(__file__).parent
COLUMNS = "file\texpect\tkids\tfindings\tnote"


class Curve:
    """y^2 = x^3 + a*x + b over a prime field whose p is 3 modulo 4."""

    def __init__(self, name, alg, p, a, b, size):
        self.name, self.alg, self.p, self.a, self.b, self.size = name, alg, p, a, b, size

    def lift(self, x):
        square = (pow(x, 3, self.p) + self.a * x + self.b) % self.p
        y = pow(square, (self.p + 1) // 4, self.p)
        return y if y * y % self.p == square else None

    def point(self, name, zeros_x=0, zeros_y=0):
        """The first point after the hash of `name` with so many zero bytes at the start of x and of y, and no more."""
        x = int.from_bytes(hashlib.sha512(name.encode()).digest()[: self.size], "big") >> (8 * zeros_x)
        while True:
            y = self.lift(x)
            if y is not None:
                y = min(y, self.p - y)
                if leading_zeros(x, self.size) == zeros_x and leading_zeros(y, self.size) == zeros_y:
                    return x, y
            x += 1


P256 = Curve("P-256", "ES256", 2**256 - 2**224 + 2**192 + 2**96 - 1, -3,
             0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B, 32)
P384 = Curve("P-384", "ES384", 2**384 - 2**128 - 2**96 + 2**32 - 1, -3,
             0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF, 48)
SECP256K1 = Curve("secp256k1", "ES256K", 2**256 - 2**32 - 977, 0, 7, 32)


def leading_zeros(number, size):
    return size - (number.bit_length() + 7) // 8


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def full(number, size=32):
    return b64(number.to_bytes(size, "big"))


def short(number):
    return b64(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def thumbprint(x, y, crv="P-256"):
    text = f'{{"crv":"{crv}","kty":"EC","x":"{x}","y":"{y}"}}'
    return b64(hashlib.sha256(text.encode()).digest())


def jwk(point, **changes):
    """A card key; members can be changed, and are left out when None."""
    x, y = full(point[0]), full(point[1])
    key = {"kty": "EC", "kid": thumbprint(x, y), "use": "sig", "alg": "ES256", "crv": "P-256", "x": x, "y": y}
    key.update({name.rstrip("_"): value for name, value in changes.items()})
    return {name: value for name, value in key.items() if value is not LEFT_OUT}


def other_curve(curve, **changes):
    x, y = curve.point("other curve")
    x, y = full(x, curve.size), full(y, curve.size)
    key = {"kty": "EC", "kid": thumbprint(x, y, curve.name), "use": "sig", "alg": curve.alg, "crv": curve.name,
           "x": x, "y": y}
    key.update(changes)
    return key


def kid(point):
    return thumbprint(full(point[0]), full(point[1]))


def short_kid(point):
    return thumbprint(short(point[0]), short(point[1]))


LEFT_OUT = object()
A, B, C = P256.point("first"), P256.point("second"), P256.point("third")
ZERO_X = P256.point("zero x", 1, 0)
ZERO_Y = P256.point("zero y", 0, 1)
ZERO_BOTH = P256.point("zero both", 1, 1)
ZERO_TWO = P256.point("zero two", 2, 0)
LEAKED = (0x7FCDCE2770F6C45D4183CBEE6FDB4B7B580733357BE9EF13BACF6E3C7BD15445,
          0xC7F144CD1BBD9B7E872CDFEDB9EEB9F4B3695D6EA90B24AD8A4623288588E5AD)
LEAKED_D = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"
RSA = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "rsa-1", "n": b64(b"\xc5" * 256), "e": "AQAB"}

rows = []


def row(name, text, expect, kids, findings, note):
    (FOLDER / name).write_bytes(text)
    rows.append("\t".join([name, expect, " ".join(kids) or "-", " ".join(findings) or "-", note]))


def accept(name, keys, kids, findings, note):
    if not kids:
        findings = [*findings, "V16:warning:/keys"]
    row(name + ".json", json.dumps({"keys": keys}, indent=1).encode() + b"\n", "ok", kids, findings, note)


def refuse(name, text, error, note):
    row(name + ".json", text if isinstance(text, bytes) else json.dumps(text).encode() + b"\n", error, [], [], note)


def plain():
    accept("one-key", [jwk(A)], [kid(A)], [], "one good key")
    accept("three-keys", [jwk(A), jwk(B), jwk(C)], [kid(A), kid(B), kid(C)], [], "three good keys, kept in their order")
    accept("unknown-members", [jwk(A, date=1630513678410, keyId="1", hasPrivateKey=False, x5c=["AAAA"])], [kid(A)], [],
           "members that nobody knows are ignored (V18)")
    accept("empty", [], [], [], "no key at all (V16)")
    accept("escaped-members", [jwk(A)], [kid(A)], [], "names and values written with escapes are the same names")
    path = FOLDER / "escaped-members.json"
    path.write_bytes(path.read_bytes().replace(b'"kty"', b'"\\u006bty"').replace(b'"ES256"', b'"\\u0045S256"'))


def v7():
    def case(name, changes, members, note):
        accept("v7-" + name, [jwk(A, **changes), jwk(B)], [kid(B)], [f"V7:error:/keys/0/{m}" for m in members], note)

    case("kty-missing", {"kty": LEFT_OUT}, ["kty"], "no kty")
    case("kty-lower-case", {"kty": "ec"}, ["kty"], "values are compared as they stand")
    case("kty-okp", {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "y": LEFT_OUT}, ["kty"], "an Ed25519 key")
    case("crv-missing", {"crv": LEFT_OUT}, ["crv"], "no crv")
    case("crv-lower-case", {"crv": "p-256"}, ["crv"], "values are compared as they stand")
    case("use-missing", {"use": LEFT_OUT}, ["use"], "no use: not a card key (SHC KEY-1)")
    case("use-enc", {"use": "enc"}, ["use"], "an encryption key")
    case("use-list", {"use": ["sig"]}, ["use"], "use is no string")
    case("alg-missing", {"alg": LEFT_OUT}, ["alg"], "no alg: not a card key (SHC KEY-1)")
    case("alg-es256k", {"alg": "ES256K"}, ["alg"], "an algorithm of another curve")
    case("alg-none", {"alg": "none"}, ["alg"], "no algorithm")
    case("use-and-alg-missing", {"use": LEFT_OUT, "alg": LEFT_OUT}, ["use", "alg"], "each fault is reported")

    accept("v7-rsa", [RSA, jwk(A)], [kid(A)], ["V7:error:/keys/0/kty"], "an RSA key beside a good one is skipped")
    accept("v7-p384", [other_curve(P384), jwk(A)], [kid(A)], ["V7:error:/keys/0/crv", "V7:error:/keys/0/alg"],
           "a P-384 key")
    accept("v7-secp256k1", [other_curve(SECP256K1)], [], ["V7:error:/keys/0/crv", "V7:error:/keys/0/alg"],
           "a secp256k1 key")
    accept("v7-secp256k1-in-disguise", [other_curve(SECP256K1, crv="P-256", alg="ES256")], [], ["V7:error:/keys/0"],
           "a point of secp256k1 said to be on P-256")
    x, y = A
    accept("v7-off-curve", [jwk((x, y ^ 1))], [], ["V7:error:/keys/0"], "the last bit of y flipped; the kid fits")
    accept("v7-swapped", [jwk((y, x))], [], ["V7:error:/keys/0"], "x and y changed places; the kid fits")
    accept("v7-infinity", [jwk((0, 0))], [], ["V7:error:/keys/0"], "(0, 0), which some take for infinity")
    accept("v7-x-is-p", [jwk((P256.p, y))], [], ["V7:error:/keys/0"], "a coordinate must be below p")
    low = next(x for x in range(1, 100) if P256.lift(x) is not None)
    accept("v7-x-plus-p", [jwk((low + P256.p, P256.lift(low)))], [], ["V7:error:/keys/0"],
           "on the curve only after a reduction modulo p")
    accept("v7-no-objects", [1, None, "key", [], {}, jwk(A)], [kid(A)],
           [f"V7:error:/keys/{i}" for i in range(4)] + ["V7:error:/keys/4/kty"], "entries that are no keys")


def v8():
    def case(name, x, note):
        accept("v8-" + name, [jwk(A, x=x), jwk(B)], [kid(B)], ["V8:error:/keys/0/x"], note)

    good = full(A[0])
    case("missing", LEFT_OUT, "no x")
    case("number", 7, "x is a number")
    case("padding", good + "=", "base64url has no padding")
    case("base64", base64.b64encode(b"\xfb" * 32).decode().rstrip("="), "the alphabet of base64")
    case("white-space", good[:20] + "\n" + good[20:], "a line break in x")
    case("stray-bits", good[:-1] + chr(ord(good[-1]) + 1), "bits that belong to no byte")
    case("33-bytes", b64(b"\x01" + A[0].to_bytes(32, "big")), "a surplus byte that is no zero")
    case("p384-coordinate", b64(P384.point("other curve")[0].to_bytes(48, "big")), "48 bytes")
    case("8194-characters", b64(bytes(6144 - 32) + b"\x00" + A[0].to_bytes(32, "big")), "longer than any string may be")

    accept("v8-8192-characters", [jwk(A, x=b64(bytes(6144 - 32) + A[0].to_bytes(32, "big")))], [kid(A)],
           ["V8:warning:/keys/0/x"], "as long as a string may be, all surplus zeros")
    accept("v8-leading-zero-surplus", [jwk(A, y=b64(b"\x00" + A[1].to_bytes(32, "big")))], [kid(A)],
           ["V8:warning:/keys/0/y"], "33 bytes, the first a zero")
    accept("v8-x-short", [jwk(ZERO_X, x=short(ZERO_X[0]))], [kid(ZERO_X)], ["V8:warning:/keys/0/x"],
           "31 bytes, a leading zero was dropped; the kid is that of the full form")
    accept("v8-y-short", [jwk(ZERO_Y, y=short(ZERO_Y[1]))], [kid(ZERO_Y)], ["V8:warning:/keys/0/y"], "the same with y")
    accept("v8-x-empty", [jwk(A, x="")], [], ["V8:warning:/keys/0/x", "V7:error:/keys/0"], "no byte at all is zero")


def v9():
    def case(name, published, note):
        accept("v9-" + name, [jwk(A, kid=published), jwk(B)], [kid(B)], ["V9:error:/keys/0/kid"], note)

    case("missing", LEFT_OUT, "no kid")
    case("number", 1, "kid is a number")
    case("empty", "", "an empty kid")
    case("name", "key-1", "a kid of the issuer's own making")
    case("padded", kid(A) + "=", "the thumbprint with padding")
    case("one-character", ("A" if kid(A)[0] != "A" else "B") + kid(A)[1:], "one character differs")
    case("sha1", b64(hashlib.sha1(b"x").digest()), "a shorter hash")
    text = f'{{"kty":"EC","crv":"P-256","x":"{full(A[0])}","y":"{full(A[1])}"}}'
    case("member-order", b64(hashlib.sha256(text.encode()).digest()), "members hashed in another order")

    accept("v9-zero-dropped", [jwk(ZERO_X, kid=short_kid(ZERO_X))], [short_kid(ZERO_X)], ["V9:warning:/keys/0/kid"],
           "full x, kid made from the short one: kept under the kid as published")
    accept("v9-zero-dropped-twice", [jwk(ZERO_X, kid=short_kid(ZERO_X), x=short(ZERO_X[0]))], [short_kid(ZERO_X)],
           ["V8:warning:/keys/0/x", "V9:warning:/keys/0/kid"], "short x and the kid made from it")
    accept("v9-zero-dropped-y", [jwk(ZERO_Y, kid=short_kid(ZERO_Y))], [short_kid(ZERO_Y)], ["V9:warning:/keys/0/kid"],
           "the same with y")
    accept("v9-both-dropped", [jwk(ZERO_BOTH, kid=short_kid(ZERO_BOTH))], [short_kid(ZERO_BOTH)],
           ["V9:warning:/keys/0/kid"], "both coordinates begin with a zero byte, and lost it")
    x, y = ZERO_BOTH
    accept("v9-one-of-both-dropped", [jwk(ZERO_BOTH, kid=thumbprint(short(x), full(y)))], [], ["V9:error:/keys/0/kid"],
           "there is no third form: only x lost its zero")
    accept("v9-other-of-both-dropped", [jwk(ZERO_BOTH, kid=thumbprint(full(x), short(y)))], [],
           ["V9:error:/keys/0/kid"], "there is no third form: only y lost its zero")
    accept("v9-two-zeros-dropped", [jwk(ZERO_TWO, kid=short_kid(ZERO_TWO))], [short_kid(ZERO_TWO)],
           ["V9:warning:/keys/0/kid"], "x begins with two zero bytes, and lost both")
    x, y = ZERO_TWO
    accept("v9-one-of-two-zeros-dropped", [jwk(ZERO_TWO, x=full(x, 31), kid=thumbprint(full(x, 31), full(y)))], [],
           ["V8:warning:/keys/0/x", "V9:error:/keys/0/kid"], "there is no third form: one zero of two is left")


def v10():
    def case(name, changes, member, note):
        accept("v10-" + name, [jwk(LEAKED, **changes), jwk(A)], [kid(A)], [f"V10:error:/keys/0/{member}"], note)

    case("d", {"d": LEAKED_D}, "d", "the private key of RFC 7515 A.3")
    case("d-null", {"d": None}, "d", "whatever its value: the member is refused")
    case("d-empty", {"d": ""}, "d", "whatever its value: the member is refused")
    for member in ["p", "q", "dp", "dq", "qi", "k"]:
        case(member, {member: "AQ"}, member, f"a private member {member}")
    accept("v10-rsa", [{**RSA, "d": "AQ", "p": "AQ"}, jwk(A)], [kid(A)], ["V10:error:/keys/0/d"], "a private RSA key")
    accept("v10-symmetric", [{"kty": "oct", "kid": "mac", "k": "AQ"}, jwk(A)], [kid(A)], ["V10:error:/keys/0/k"],
           "a symmetric key")
    accept("v10-twice", [jwk(LEAKED, d=LEAKED_D), jwk(LEAKED), jwk(A)], [kid(A)],
           ["V10:error:/keys/0/d", "V10:error:/keys/1"], "one key with and without d: everybody has it")
    accept("v10-twice-reversed", [jwk(LEAKED), jwk(LEAKED, d=LEAKED_D)], [], ["V10:error:/keys/0", "V10:error:/keys/1/d"],
           "the same in the other order")
    accept("v10-other-kid", [jwk(ZERO_X, kid="old", use="enc", d="AQ"), jwk(ZERO_X)], [],
           ["V10:error:/keys/0/d", "V10:error:/keys/1"], "the point counts, not what the leaked entry is called")
    accept("v10-off-curve", [jwk((A[0], A[1] ^ 1), d="AQ"), jwk(A)], [kid(A)], ["V10:error:/keys/0/d"],
           "a leaked key that is no point leaks nothing else")


def v11():
    accept("v11-same-point", [jwk(A), jwk(A)], [kid(A)], [], "one key twice is one key")
    accept("v11-two-certificates", [jwk(A, x5c=["AAAA"]), jwk(B), jwk(A, x5c=["BBBB"])], [kid(A), kid(B)], [],
           "an entry for each certificate (SHC KEY-7)")
    accept("v11-counters", [jwk(A, crlVersion=2), jwk(A, crlVersion=5), jwk(A)], [kid(A) + ":5"], [],
           "of two counters the higher one stands")
    accept("v11-other-point", [jwk(A), jwk(B, kid=kid(A)), jwk(C)], [kid(C)],
           ["V9:error:/keys/1/kid", "V11:error:/keys/0/kid", "V11:error:/keys/1/kid"], "one kid, two points: both go")
    accept("v11-other-point-leaked", [jwk(A), jwk(LEAKED, kid=kid(A), d=LEAKED_D)], [],
           ["V10:error:/keys/1/d", "V11:error:/keys/0/kid", "V11:error:/keys/1/kid"], "one kid, two points, one leaked")
    accept("v11-two-kids", [jwk(ZERO_X), jwk(ZERO_X, kid=short_kid(ZERO_X))], [kid(ZERO_X), short_kid(ZERO_X)],
           ["V9:warning:/keys/1/kid"], "one point under both of its kids: cards may carry either")


def v12():
    def good(name, value, counter, findings, note):
        accept("v12-" + name, [jwk(A, crlVersion=value)], [f"{kid(A)}:{counter}"], findings, note)

    def bad(name, value, note):
        accept("v12-" + name, [jwk(A, crlVersion=value)], [kid(A) + ":1"], ["V12:error:/keys/0/crlVersion"],
               note)

    warning = ["V12:warning:/keys/0/crlVersion"]
    good("one", 1, 1, [], "the first counter")
    good("largest", 253402300799, 253402300799, [], "the largest counter that lists hold")
    good("string", "3", 3, warning, "a string of digits is read")
    good("string-zeros", "007", 7, warning, "a string of digits is read")
    bad("zero", 0, "counters begin at 1; the key stays, and any list will do")
    bad("string-zero", "0", "counters begin at 1; the key stays")
    bad("negative", -1, "counters begin at 1; the key stays")
    bad("too-large", 253402300800, "one more than the largest")
    bad("too-large-64", 2**63, "no 64 bits")
    bad("fraction", 1.5, "no integer")
    bad("decimal", 1.0, "written as a fraction")
    bad("string-empty", "", "no digits")
    bad("string-plus", "+1", "not only digits")
    bad("string-space", " 1", "not only digits")
    bad("null", None, "no number")
    bad("boolean", True, "no number")
    bad("list", [1], "no number")
    accept("v12-ctr", [jwk(A, ctr=1)], [kid(A)], ["V12:warning:/keys/0/ctr"], "ctr in a key is not crlVersion")
    accept("v12-ctr-and-version", [jwk(A, ctr=9, crlVersion=2)], [kid(A) + ":2"], ["V12:warning:/keys/0/ctr"],
           "crlVersion counts")


def no_key_sets():
    one = json.dumps({"keys": [jwk(A)]}).encode()
    refuse("form-array", [jwk(A)], "key_set.form", "an array instead of an object")
    refuse("form-bare-key", jwk(A), "key_set.form", "a key instead of a key set")
    refuse("form-no-keys", {"Keys": [jwk(A)]}, "key_set.form", "no member keys")
    refuse("form-keys-object", {"keys": {"0": jwk(A)}}, "key_set.form", "keys is no array")
    refuse("form-keys-null", {"keys": None}, "key_set.form", "keys is no array")
    refuse("form-number", 7, "key_set.form", "a number")
    refuse("json-empty", b"", "json.syntax", "no text")
    refuse("json-html", b"<!DOCTYPE html><title>Not found</title>\n", "json.syntax", "a web page")
    refuse("json-truncated", one[:-2], "json.syntax", "the end is missing")
    refuse("json-trailing", one + b" {}", "json.syntax", "text after the end")
    row("json-byte-order-mark.json", b"\xef\xbb\xbf" + one, "ok", [kid(A)], [], "a byte order mark is skipped")
    refuse("json-utf8", one.replace(b'"sig"', b'"s\xffg"'), "json.utf8", "a byte that is no UTF-8")
    refuse("json-duplicate", one.replace(b'"use"', b'"kid":"x","use"'), "json.duplicate_name", "kid twice in a key")
    refuse("json-duplicate-escaped", one.replace(b'"use"', b'"k\\u0069d":"x","use"'), "json.duplicate_name",
           "kid twice in a key, once with an escape")
    refuse("json-deep", b'{"keys":' + b"[" * 32 + b"]" * 32 + b"}", "json.too_deep", "33 levels")
    row("json-32-deep.json", b'{"keys":' + b"[" * 31 + b"]" * 31 + b"}", "ok", [],
        ["V7:error:/keys/0", "V16:warning:/keys"], "32 levels")


def main():
    for part in [plain, v7, v8, v9, v10, v11, v12, no_key_sets]:
        part()
    (FOLDER / "expectations.tsv").write_text(COLUMNS + "\n" + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
