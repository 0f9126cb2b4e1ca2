// Cards made with jose and Node's zlib are genuine to vhc, and cards made with vhc hold under jose and zlib.
//   node cards_agree.mjs VHC
import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import zlib from 'node:zlib';

import * as jose from 'jose';

import {cardBundle, people, recordBundle} from './bundles.mjs';
import {day, inFolder, iss, nbf, verify, vhc} from './vhc.mjs';

const healthCard = 'https://smarthealth.cards#health-card';

function claims(bundle, more = {}) {
  return {iss, nbf, vc: {type: [healthCard], credentialSubject: {fhirVersion: '4.0.1', fhirBundle: bundle}}, ...more};
}

// The same members in another order, all the way down.
function reversed(value) {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([name, inner]) => [name, reversed(inner)]));
}

const escapedText = (json) => json.replace(/[^\x20-\x7e]/g, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));

// Each odd but legal: what it is called, its JSON text, how it is deflated, its header.
function* oddCards() {
  const usual = {text: JSON.stringify, deflate: {}, header: (kid) => ({zip: 'DEF', alg: 'ES256', kid})};
  for (const [number, person] of people.entries()) {
    const bundle = cardBundle(person, 2);
    yield {...usual, name: `person ${number}`, person, payload: claims(bundle)};
    yield {...usual, name: `person ${number}, escaped`, person, payload: claims(bundle), text: (p) => escapedText(JSON.stringify(p))};
  }
  const person = people[0];
  const two = claims(cardBundle(person, 2));
  for (const doses of [1, 5, 20, 150]) yield {...usual, name: `${doses} doses`, person, payload: claims(cardBundle(person, doses))};
  yield {...usual, name: 'members reversed', person, payload: two, text: (p) => JSON.stringify(reversed(p))};
  yield {...usual, name: 'not minified', person, payload: two, text: (p) => JSON.stringify(p, null, 2)};
  yield {...usual, name: 'solidus escaped', person, payload: two, text: (p) => JSON.stringify(p).replaceAll('/', '\\/')};
  yield {...usual, name: 'nbf with a fraction', person, payload: two, text: (p) => JSON.stringify({...p, nbf: nbf + 0.25})};
  yield {...usual, name: 'nbf with an exponent', person, payload: two, text: (p) => JSON.stringify(p).replace(`"nbf":${nbf}`, `"nbf":${nbf / 100}e2`)};
  yield {...usual, name: 'exp to come', person, payload: claims(cardBundle(person, 1), {exp: nbf + 864000})};
  yield {...usual, name: 'members unknown', person, payload: claims(cardBundle(person, 1), {jti: 'x', extra: {deep: [1, null, {}]}})};
  yield {...usual, name: 'types of version 1.3', person, payload: {...two, vc: {...two.vc, type: [healthCard, 'https://smarthealth.cards#immunization']}}};
  yield {...usual, name: 'revocation id', person, payload: {...two, vc: {...two.vc, rid: 'MKyCxh7p6uQ'}}};
  yield {...usual, name: 'header in another order', person, payload: two, header: (kid) => ({kid, alg: 'ES256', zip: 'DEF'})};
  yield {...usual, name: 'header with typ', person, payload: two, header: (kid) => ({typ: 'JWT', zip: 'DEF', alg: 'ES256', kid})};
  for (const level of [0, 1, 6, 9]) yield {...usual, name: `deflate level ${level}`, person, payload: two, deflate: {level}};
  for (const strategy of ['Z_FIXED', 'Z_HUFFMAN_ONLY', 'Z_RLE', 'Z_FILTERED'])
    yield {...usual, name: `deflate ${strategy}`, person, payload: two, deflate: {strategy: zlib.constants[strategy]}};
  for (const windowBits of [9, 12]) yield {...usual, name: `deflate window ${windowBits}`, person, payload: two, deflate: {windowBits}};
}

async function sign({text, payload, deflate, header}, {privateKey, kid}) {
  const body = zlib.deflateRawSync(Buffer.from(text(payload), 'utf8'), deflate);
  return new jose.CompactSign(body).setProtectedHeader(header(kid)).sign(privateKey);
}

async function newKey() {
  const {publicKey, privateKey} = await jose.generateKeyPair('ES256', {extractable: true});
  const jwk = await jose.exportJWK(publicKey);
  const kid = await jose.calculateJwkThumbprint(jwk);
  return {privateKey, kid, jwk: {...jwk, kid, use: 'sig', alg: 'ES256'}};
}

// Their cards, judged by vhc: genuine as they are; never with one character changed, nor under somebody else's key.
async function theirCardsAreJudged(folder) {
  const key = await newKey();
  const other = await newKey();
  writeFileSync(join(folder, 'jwks.json'), JSON.stringify({keys: [key.jwk]}));
  writeFileSync(join(folder, 'other.json'), JSON.stringify({keys: [other.jwk]}));
  const cards = [];
  for (const odd of oddCards()) cards.push({...odd, jws: await sign(odd, key)});
  const files = cards.map((card, number) => {
    writeFileSync(join(folder, `their-${number}.txt`), card.jws);
    const at = Math.floor((card.jws.length * (number + 1)) / (cards.length + 2));
    const changed = card.jws[at] === 'A' ? 'B' : 'A';
    writeFileSync(join(folder, `changed-${number}.txt`), card.jws.slice(0, at) + changed + card.jws.slice(at + 1));
    return `their-${number}.txt`;
  });
  verify(folder, 'jwks.json', files).forEach((report, number) => {
    const {name, person} = cards[number];
    assert.equal(report.verdict, 'genuine', `${name}: ${report.reason}`);
    assert.deepEqual(report.person.given, person.given, name);
    assert.equal(report.person.family, person.family, name);
    assert.equal(report.person.birthDate, person.birthDate, name);
    assert.equal(report.events[0].lot, 'L1000', name);
    assert.equal(report.issuer.kid, key.kid, name);
  });
  for (const report of verify(folder, 'jwks.json', files.map((file) => file.replace('their', 'changed'))))
    assert.notEqual(report.verdict, 'genuine', report.input);
  for (const report of verify(folder, 'other.json', files)) assert.equal(report.verdict, 'unknown_issuer', report.input);
  console.log(`cards of jose and zlib that vhc calls genuine: ${cards.length} of ${cards.length}`);
}

// Our cards, judged by jose and zlib.
async function ourCardsAreJudged(folder) {
  vhc(folder, ['issuer', 'init', 'shop', '--iss', iss, '--name', 'Corner Pharmacy', '--no-passphrase', '--quiet', '--at', '2026-07-04T08:00:00Z']);
  vhc(folder, ['publish', '--issuer', 'shop', '--to', 'www', '--quiet']);
  const {keys} = JSON.parse(readFileSync(join(folder, 'www/.well-known/jwks.json'), 'utf8'));
  const keyStore = jose.createLocalJWKSet({keys});
  for (const key of keys) assert.equal(await jose.calculateJwkThumbprint(key), key.kid);
  let count = 0;
  for (const person of people) {
    for (const doses of [1, 2, 4]) {
      writeFileSync(join(folder, 'visit.json'), JSON.stringify(recordBundle(person, doses)));
      const jws = vhc(folder, ['issue', '--quiet', '--issuer', 'shop', '--at', day, 'visit.json']).trim();
      const {payload, protectedHeader} = await jose.compactVerify(jws, keyStore, {algorithms: ['ES256']});
      assert.deepEqual(protectedHeader, {zip: 'DEF', alg: 'ES256', kid: keys[0].kid});
      const {buffer, engine} = zlib.inflateRawSync(payload, {info: true});
      assert.equal(engine.bytesWritten, payload.length, 'bytes after the end of the DEFLATE stream');
      const text = buffer.toString('utf8');
      const card = JSON.parse(text);
      assert.equal(JSON.stringify(card), text, 'minified, with no escape that is not needed');
      assert.equal(card.iss, iss);
      assert.equal(card.nbf, nbf);
      const {entry} = card.vc.credentialSubject.fhirBundle;
      assert.equal(entry.length, 1 + doses);
      assert.equal(entry[0].resource.name[0].family, person.family);
      assert.deepEqual(entry[0].resource.name[0].given, person.given);
      assert.equal(entry[0].resource.birthDate, person.birthDate);
      for (const {resource} of entry.slice(1)) assert.equal(resource.patient.reference, 'resource:0');
      const bad = jws.slice(0, -5) + (jws.at(-5) === 'A' ? 'B' : 'A') + jws.slice(-4);
      await assert.rejects(jose.compactVerify(bad, keyStore));
      ++count;
    }
  }
  console.log(`cards of vhc that jose and zlib accept: ${count} of ${people.length * 3}`);
}

await inFolder(theirCardsAreJudged);
await inFolder(ourCardsAreJudged);
