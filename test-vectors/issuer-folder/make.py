#!/usr/bin/env python3
# Makes the files of this folder anew, from the description in docs/formats/issuer-folder.md.
import base64
import hashlib
import json
import os

folder = os.path.dirname(os.path.abspath(__file__)) + '/'
x = 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU'  # the public key of RFC 7515, appendix A.3
y = 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0'


def compact(value):
    return json.dumps(value, separators=(',', ':'), ensure_ascii=False)


def put(name, text):
    with open(folder + name, 'w') as out:
        out.write(text)


thumbprint = hashlib.sha256(compact({'crv': 'P-256', 'kty': 'EC', 'x': x, 'y': y}).encode()).digest()
kid = base64.urlsafe_b64encode(thumbprint).rstrip(b'=').decode()
jwk = {'kty': 'EC', 'kid': kid, 'use': 'sig', 'alg': 'ES256', 'crv': 'P-256', 'x': x, 'y': y}

put('issuer.json', compact({
    'schema': 'vhc.issuer/1', 'iss': 'https://pharmacy.example/shc', 'name': 'Corner Pharmacy',
    'zone': 'America/New_York', 'source': 'pharmacy', 'rid': True, 'retention_days': 400, 'performer': '',
    'languages': ['en', 'es-MX']}) + '\n')
put('key.pub', compact({
    'schema': 'vhc.key/1', 'state': 'active', 'created': '2026-11-23T09:14:03Z', 'jwk': jwk}) + '\n')
put('key-revoked.pub', compact({
    'schema': 'vhc.key/1', 'state': 'revoked', 'created': '2026-11-23T09:14:03Z', 'revoked': '2026-11-24T10:00:00Z',
    'reason': 'the laptop was stolen', 'jwk': jwk}) + '\n')
put('crl.json', compact({
    'kid': kid, 'method': 'rid', 'ctr': 3, 'rids': ['AbCdEfGhIjk', 'ZyXwVuTsRqp.1636977600']}))
put('jwks.json', compact({'keys': [dict(jwk, crlVersion=3)]}))

actions = [
    {'time': '2026-11-23T09:14:03Z', 'as': 'desk-1', 'verb': 'key new', 'kid': kid},
    {'time': '2026-11-23T09:20:00Z', 'as': 'desk-1', 'verb': 'issue', 'kid': kid, 'rid': 'AbCdEfGhIjk'},
    {'time': '2027-01-05T16:00:00Z', 'as': 'desk-1', 'verb': 'revoke', 'kid': kid, 'rid': 'AbCdEfGhIjk',
     'reason': 'wrong "birth date"'}]
journal = ''
line = ''
for number, action in enumerate(actions, 1):
    prev = base64.b64encode(hashlib.sha256(line.encode()).digest()).decode()
    line = compact({'schema': 'vhc.journal/1', 'prev': prev, 'number': number, **action})
    journal += line + '\n'
put('journal.ndjson', journal)
