// The codes that vhc draws are read by a decoder of other people: jsQR, from PNG by pngjs.
//   node pictures_agree.mjs VHC
import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import jsqr from 'jsqr';
import {PNG} from 'pngjs';

import {people, recordBundle} from './bundles.mjs';
import {day, inFolder, iss, vhc} from './vhc.mjs';

const largestVersion = 22;

// What stands in a code for this card (SMART Health Cards, "Encoding chunks as QR codes").
const digitsOf = (jws) => 'shc:/' + [...jws].map((c) => String(c.charCodeAt(0) - 45).padStart(2, '0')).join('');

function readCode(file) {
  const {data, width, height} = PNG.sync.read(readFileSync(file));
  return (jsqr.default ?? jsqr)(new Uint8ClampedArray(data), width, height, {inversionAttempts: 'dontInvert'});
}

await inFolder((folder) => {
  vhc(folder, ['issuer', 'init', 'shop', '--iss', iss, '--name', 'Corner Pharmacy', '--no-passphrase', '--quiet', '--at', '2026-07-04T08:00:00Z']);
  const versions = new Set();
  let count = 0;
  for (const person of people) {
    for (const doses of [1, 2, 3, 4]) {
      writeFileSync(join(folder, 'visit.json'), JSON.stringify(recordBundle(person, doses)));
      const json = vhc(folder, ['issue', '--json', '--issuer', 'shop', '--at', day, '--force', '--qr', 'card.png', '--card', 'card.smart-health-card', 'visit.json']);
      const {verifiableCredential} = JSON.parse(readFileSync(join(folder, 'card.smart-health-card'), 'utf8'));
      const code = readCode(join(folder, 'card.png'));
      assert.ok(code, `no code found: person ${people.indexOf(person)}, ${doses} doses`);
      assert.equal(code.data, digitsOf(verifiableCredential[0]));
      assert.deepEqual(code.chunks.map((chunk) => chunk.type), ['byte', 'numeric']);
      assert.equal(code.chunks[0].text, 'shc:/');
      assert.ok(code.version <= largestVersion, `version ${code.version}`);
      assert.ok(json.includes(`"qr_version":${code.version}`), 'the version that vhc reported');
      versions.add(code.version);
      ++count;
    }
  }
  const [first, last] = [Math.min(...versions), Math.max(...versions)];
  console.log(`pictures of vhc that jsQR reads: ${count} of ${people.length * 4}, versions ${first} to ${last}`);
});
