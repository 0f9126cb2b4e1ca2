#!/usr/bin/env python3
# Makes the vectors of this folder anew, from the description in docs/formats/key-file.md and with libsodium alone: a
# second implementation of the format. Salt and nonce are fixed here so that the files come out the same each time; in
# a real file they are random.
import base64
import ctypes
import ctypes.util
import json
import os

folder = os.path.dirname(os.path.abspath(__file__)) + '/'
sodium = ctypes.CDLL(ctypes.util.find_library('sodium'))
assert sodium.sodium_init() >= 0
passphrase = 'correct horse battery staple'
kid = 'lrtfJPZKyXOTf8VsSZUo2GzRcHeDVLqv7Vk8rXqkl8k'
secret = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
mebibyte = 1024 * 1024


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def stretch(text, salt, opslimit, memlimit):
    key = ctypes.create_string_buffer(32)
    argon2id13 = 2
    failed = sodium.crypto_pwhash(key, ctypes.c_ulonglong(32), text, ctypes.c_ulonglong(len(text)), salt,
                                  ctypes.c_ulonglong(opslimit), ctypes.c_size_t(memlimit), argon2id13)
    assert failed == 0
    return key.raw


def encrypt(content, header, nonce, key):
    out = ctypes.create_string_buffer(len(content) + 16)
    failed = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        out, None, content, ctypes.c_ulonglong(len(content)), header, ctypes.c_ulonglong(len(header)), None, nonce, key)
    assert failed == 0
    return out.raw


def info_lines(purpose, subject):
    return 'purpose: %s\nsubject: %s\ncreated: 2026-11-23T09:14:03Z\n' % (purpose, subject)


def seal(content, purpose='card-signing', subject=kid, opslimit=1, memlimit=64 * mebibyte):
    salt = bytes(range(16))
    nonce = bytes(range(24))
    header = 'vhc-sealed v1\n%sopslimit: %d\nmemlimit: %d\nsalt: %s\nnonce: %s\n\n' % (
        info_lines(purpose, subject), opslimit, memlimit, base64url(salt), base64url(nonce))
    key = stretch(passphrase.encode(), salt, opslimit, memlimit)
    return header + base64url(encrypt(content, header.encode(), nonce, key)) + '\n'


def without_seal(content, purpose='card-signing', subject=kid):
    return ('vhc-unsealed v1\nwarning: NOT SEALED, for tests and demos only; whoever reads this file has the secret\n' +
            info_lines(purpose, subject) + '\n' + base64url(content) + '\n')


def put(name, text, expect, note, purpose='card-signing', content=None, words=passphrase):
    vector = {'note': note, 'purpose': purpose, 'passphrase': words, 'expect': expect}
    if content is not None:
        vector['content'] = base64url(content)
    vector['input'] = text
    with open(folder + name + '.json', 'w') as out:
        out.write(json.dumps(vector, indent=2) + '\n')


content = bytes(range(138))
good = seal(content)
body = good.index('\n\n') + 2
put('sealed-rid-secret', seal(secret.encode(), 'rid-secret', '-', 3, 256 * mebibyte), 'ok',
    'The example of docs/formats/key-file.md, with the cost that files are written with.', 'rid-secret',
    secret.encode())
put('sealed-card-signing', good, 'ok', 'The least cost that is read.', content=content)
put('sealed-empty', seal(b''), 'ok', 'Nothing is sealed: the tag alone.', content=b'')
put('sealed-subject-longest', seal(content, subject='s' * 2048), 'ok', 'A subject of 2048 characters.', content=content)
put('unsealed-rid-secret', without_seal(secret.encode(), 'rid-secret', '-'), 'ok',
    'Not sealed, for tests and demos: no passphrase is needed.', 'rid-secret', secret.encode(), '')
put('passphrase-wrong', good, 'key.passphrase_wrong', 'One letter of the passphrase differs.',
    words='correct horse battery stable')
put('passphrase-missing', good, 'key.passphrase_needed', 'No passphrase was given.', words='')
put('purpose-other', good, 'key.purpose', 'A signing key where the rid secret is wanted.', 'rid-secret')
put('purpose-relabelled', good.replace('card-signing', 'rid-secret'), 'key.passphrase_wrong',
    'The same, with the header altered to fit.', 'rid-secret')
put('subject-altered', good.replace('lrtf', 'mrtf'), 'key.passphrase_wrong', 'The header is part of what is sealed.')
put('created-altered', good.replace('2026', '2027'), 'key.passphrase_wrong', 'The header is part of what is sealed.')
put('ciphertext-altered', good[:body] + ('B' if good[body] == 'A' else 'A') + good[body + 1:], 'key.passphrase_wrong',
    'The first character of the ciphertext differs.')
put('tag-missing', good[:body] + base64url(bytes(15)) + '\n', 'key.file_form', 'Shorter than a tag.')
put('version-2', good.replace('v1', 'v2'), 'key.file_version', 'A newer format.')
put('memlimit-2-gib', good.replace('67108864', '2147483648'), 'key.file_form', 'More memory than is ever allocated.')
put('memlimit-32-mib', good.replace('67108864', '33554432'), 'key.file_form', 'Too cheap to try passphrases at.')
put('opslimit-11', good.replace('opslimit: 1', 'opslimit: 11'), 'key.file_form', 'More passes than are ever made.')
put('subject-too-long', seal(content, subject='s' * 2049), 'key.file_form', 'A subject of 2049 characters.')
put('line-ends-crlf', good.replace('\n', '\r\n'), 'key.file_form', 'Line ends of another system.')
put('last-line-end-missing', good[:-1], 'key.file_form', 'The file ends too early.')
put('line-follows', good + '\n', 'key.file_form', 'Something follows the ciphertext.')
put('line-added', good.replace('created', 'comment: mine\ncreated'), 'key.file_form', 'A line that is not in the format.')
put('lines-exchanged', good.replace('opslimit: 1\nmemlimit: 67108864\n', 'memlimit: 67108864\nopslimit: 1\n'),
    'key.file_form', 'There is one order of lines.')
put('unsealed-without-warning', without_seal(content).replace('NOT SEALED, ', ''), 'key.file_form',
    'A file that is not sealed says so.')
