#!/usr/bin/env python3
# Makes the vectors of this folder anew: private keys to import, good and bad, made and taken apart with the openssl
# program. New keys each time; none of them is used anywhere else.
import base64
import hashlib
import json
import os
import re
import subprocess

folder = os.path.dirname(os.path.abspath(__file__)) + '/'
order = bytes.fromhex('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')


def openssl(*arguments, text=None):
    return subprocess.run(('openssl',) + arguments, input=text, capture_output=True, check=True).stdout


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def new_key(curve='P-256'):
    return openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:' + curve, '-pkeyopt',
                   'ec_param_enc:named_curve')


def parts(pem):
    text = openssl('pkey', '-text', '-noout', text=pem).decode()

    def number(name):
        return bytes.fromhex(re.sub(r'[\s:]', '', re.search(name + r':\n((?:    .*\n)+)', text).group(1)))

    point = number('pub')
    return number('priv').lstrip(b'\0').rjust(32, b'\0'), point[1:33], point[33:]


def thumbprint(x, y):
    text = '{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}' % (base64url(x), base64url(y))
    return base64url(hashlib.sha256(text.encode()).digest())


def jwk(d, x, y, **more):
    return {'kty': 'EC', 'crv': 'P-256', 'x': base64url(x), 'y': base64url(y), 'd': base64url(d), **more}


def put(name, content, expect, note, kid=None):
    vector = {'note': note, 'expect': expect}
    if kid:
        vector['kid'] = kid
    if isinstance(content, bytes):
        vector['input_base64url'] = base64url(content)
    else:
        vector['input'] = content if isinstance(content, str) else json.dumps(content)
    with open(folder + name + '.json', 'w') as out:
        out.write(json.dumps(vector, indent=2) + '\n')


def pkcs8(pem, *options):
    return openssl('pkcs8', '-topk8', *options, text=pem)


def encrypted(pem, *options):
    return pkcs8(pem, '-passout', 'pass:correct horse', '-v2', 'aes-256-cbc', *options)


def der_value(tag, *contents):
    content = b''.join(contents)
    size = len(content)
    num_bytes = (size.bit_length() + 7) // 8
    length = bytes([size]) if size < 128 else bytes([0x80 + num_bytes]) + size.to_bytes(num_bytes, 'big')
    return bytes([tag]) + length + content


def explicit_parameters(generator):
    """P-256 written out (RFC 3279 2.3.5), with this point as its generator."""
    prime = bytes.fromhex('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff')
    a = prime[:-1] + b'\xfc'
    b = bytes.fromhex('5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b')
    prime_field = bytes.fromhex('06072a8648ce3d0101')
    return der_value(0x30, b'\x02\x01\x01', der_value(0x30, prime_field, der_value(0x02, b'\0' + prime)),
                     der_value(0x30, der_value(0x04, a), der_value(0x04, b)), der_value(0x04, generator),
                     der_value(0x02, b'\0' + order), b'\x02\x01\x01')


def pkcs8_with(parameters, d, point):
    ec_public_key = bytes.fromhex('06072a8648ce3d0201')
    private = der_value(0x30, b'\x02\x01\x01', der_value(0x04, d), der_value(0xa1, der_value(0x03, b'\0' + point)))
    return der_value(0x30, b'\x02\x01\0', der_value(0x30, ec_public_key, parameters), der_value(0x04, private))


pem = new_key()
d, x, y = parts(pem)
point = b'\x04' + x + y
kid = thumbprint(x, y)
d2, x2, y2 = parts(new_key())
der = pkcs8(pem, '-nocrypt', '-outform', 'DER')
off_curve = bytes(31) + b'\x01'

put('pkcs8-pem', pem.decode(), 'ok', 'PKCS#8 as openssl genpkey writes it.', kid)
put('pkcs8-der', der, 'ok', 'The same in DER.', kid)
put('pkcs8-pem-after-text', 'Bag Attributes\n    friendlyName: shop\n' + pem.decode(), 'ok',
    'Text stands before the block, as openssl pkcs12 leaves it.', kid)
put('pkcs8-without-public-key', pkcs8(openssl('ec', '-no_public', text=pem), '-nocrypt').decode(), 'ok',
    'The public key is optional and is computed.', kid)
put('pkcs8-compressed-point', pkcs8(openssl('ec', '-conv_form', 'compressed', text=pem), '-nocrypt').decode(), 'ok',
    'The public key in its compressed form.', kid)

named = der[der.index(bytes.fromhex('06082a8648ce3d030107')):][:10]
assert pkcs8_with(named, d, point) == der  # what is put together here is what openssl writes
put('pkcs8-foreign-public-key', der.replace(x + y, x2 + y2), 'key.mismatch',
    'The public key in the file is that of another key.')
for name, content, note in [
        ('pkcs8-number-zero', der.replace(d, bytes(32)), 'The private number is 0.'),
        ('pkcs8-number-is-the-order', der.replace(d, order), 'The private number is n, the order of the curve.'),
        ('pkcs8-trailing-byte', der + b'\0', 'A byte follows.'),
        ('pkcs8-truncated', der[:-1], 'The last byte is missing.'),
        ('pkcs8-truncated-pem', pem.decode()[:120], 'The PEM text ends in the middle.'),
        ('pkcs8-off-curve-public-key', der.replace(y, off_curve), 'The public point is not on the curve.'),
        ('pkcs8-encrypted', encrypted(pem).decode(), 'Encrypted: it has to be decrypted first.'),
        ('pkcs8-encrypted-der', encrypted(pem, '-outform', 'DER'), 'Encrypted, in DER.'),
        ('sec1-pem', openssl('ec', text=pem).decode(), 'SEC1 (RFC 5915), not PKCS#8.'),
        ('sec1-der', openssl('ec', '-outform', 'DER', text=pem), 'SEC1 in DER.'),
        ('pkcs8-p384', new_key('P-384').decode(), 'Another curve.'),
        ('pkcs8-secp256k1', new_key('secp256k1').decode(), 'Another curve of the same size.'),
        ('pkcs8-ed25519', openssl('genpkey', '-algorithm', 'ED25519').decode(), 'No EC key.'),
        ('pkcs8-rsa', openssl('genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048').decode(),
         'No EC key.'),
        ('pkcs8-other-generator', pkcs8_with(explicit_parameters(point), bytes(31) + b'\x01', point),
         'P-256 with a generator of its own: the private number 1 would fit anybody\'s public key.'),
        ('public-key-pem', openssl('pkey', '-pubout', text=pem).decode(), 'A public key.'),
        ('empty', '', 'An empty file.'),
        ('not-a-key', 'hello\n', 'A text that is no key.')]:
    put(name, content, 'key.import_form', note)

good = jwk(d, x, y)
public = {name: value for name, value in good.items() if name != 'd'}
one_bit_off = d[:-1] + bytes([d[-1] ^ 1])
put('jwk', good, 'ok', 'kty, crv, x, y, d and nothing else.', kid)
put('jwk-with-everything', jwk(d, x, y, kid=kid, use='sig', alg='ES256', x5c=['TUlJQg/+='], key_ops=['sign'], ext=True),
    'ok', 'Members that are not needed are no harm.', kid)
put('jwk-white-space', '\n  ' + json.dumps(good, indent=4) + '\n', 'ok', 'Over several lines.', kid)
put('jwk-foreign-number', jwk(d2, x, y), 'key.mismatch', 'd is that of another key.')
put('jwk-number-one-bit-off', jwk(one_bit_off, x, y), 'key.mismatch', 'One bit of d differs.')
for name, content, note in [
        ('jwk-public-only', public, 'No d: a public key.'),
        ('jwk-number-empty', dict(good, d=''), 'd is empty.'),
        ('jwk-number-not-a-string', dict(good, d=7), 'd is a number.'),
        ('jwk-number-in-an-array', dict(good, d=[base64url(d)]), 'd is an array.'),
        ('jwk-number-too-long', dict(good, d=base64url(b'\0' + d)), 'd has 33 bytes.'),
        ('jwk-number-padded', dict(good, d=base64url(d) + '='), 'Base64url in a JWK has no padding.'),
        ('jwk-number-zero', dict(good, d=base64url(bytes(32))), 'd is 0.'),
        ('jwk-number-is-the-order', dict(good, d=base64url(order)), 'd is n, the order of the curve.'),
        ('jwk-number-twice', json.dumps(good)[:-1] + ', "d": "%s"}' % base64url(d), 'd stands there twice.'),
        ('jwk-number-behind-an-escape', json.dumps(public)[:-1] + ', "\\u0064": "%s"}' % base64url(d),
         'An escape in a name is not read: it could hide a second d.'),
        ('jwk-number-in-a-nested-object', dict(public, inner={'d': base64url(d)}), 'd belongs to something else.'),
        ('jwk-off-curve', dict(good, y=base64url(off_curve)), 'x and y are no point of the curve.'),
        ('jwk-p384', dict(good, crv='P-384'), 'Another curve.'),
        ('jwk-other-type', dict(good, kty='OKP'), 'The type of other curves.'),
        ('jwk-rsa', {'kty': 'RSA', 'n': 'AQAB', 'e': 'AQAB', 'd': 'AQAB'}, 'No EC key.'),
        ('jwk-for-encryption', dict(good, use='enc'), 'A key for another use.'),
        ('jwk-other-algorithm', dict(good, alg='ECDH-ES'), 'A key for another algorithm.'),
        ('jwk-kid-not-a-string', dict(good, kid=7), 'The kid is a number.'),
        ('jwk-in-a-key-set', {'keys': [good]}, 'A key set, not a key.')]:
    put(name, content, 'key.import_form', note)
put('jwk-kid-of-their-own', dict(good, kid='signing-key-1'), 'V9', 'The kid is no thumbprint.')
put('jwk-kid-of-another-key', dict(good, kid=thumbprint(x2, y2)), 'V9', 'The kid is the thumbprint of another key.')
put('jwk-truncated', json.dumps(good)[:-1], 'json.syntax', 'The last brace is missing.')

zero_x = b''
while not zero_x.startswith(b'\0'):
    zero_d, zero_x, zero_y = parts(new_key())
cut_x = zero_x.lstrip(b'\0')
cut_kid = thumbprint(cut_x, zero_y)
put('jwk-zero-byte', jwk(zero_d, zero_x, zero_y), 'ok',
    'x begins with a zero byte; the kid is the thumbprint of the padded form.', thumbprint(zero_x, zero_y))
put('jwk-zero-byte-short', jwk(zero_d, cut_x, zero_y, kid=cut_kid), 'ok',
    'x without its zero byte, and a kid made from that (V9): the kid stays, since cards carry it.', cut_kid)
put('jwk-zero-byte-short-kid', jwk(zero_d, zero_x, zero_y, kid=cut_kid), 'ok',
    'The kid of the short form with a corrected x.', cut_kid)
