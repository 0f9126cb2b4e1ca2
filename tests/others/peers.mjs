// How fast vhc is beside other people's implementations, on this machine, one core each. A measurement, not a test.
//   node peers.mjs VHC SCHEMAS [SECONDS]     SECONDS for each row of the others; default 2
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import zlib from 'node:zlib';

import * as jose from 'jose';
import jsqr from 'jsqr';
import {PNG} from 'pngjs';

import {people, recordBundle} from './bundles.mjs';
import {day, inFolder, iss, vhc} from './vhc.mjs';

const seconds = Number(process.argv[4] ?? 2);

async function rate(work) {
  let units = 0;
  const start = performance.now();
  do {
    await work(units++);
  } while (performance.now() - start < seconds * 1000);
  return (units * 1000) / (performance.now() - start);
}

// Cards of vhc and their pictures, for the others to read.
function makeCards(folder) {
  vhc(folder, ['issuer', 'init', 'shop', '--iss', iss, '--name', 'Corner Pharmacy', '--no-passphrase', '--quiet', '--at', '2026-07-04T08:00:00Z']);
  vhc(folder, ['publish', '--issuer', 'shop', '--to', 'www', '--quiet']);
  return people.map((person, number) => {
    writeFileSync(join(folder, 'visit.json'), JSON.stringify(recordBundle(person, 2)));
    const card = `${number}.smart-health-card`;
    vhc(folder, ['issue', '--quiet', '--issuer', 'shop', '--at', day, '--qr', `${number}.png`, '--card', card, 'visit.json']);
    const [jws] = JSON.parse(readFileSync(join(folder, card), 'utf8')).verifiableCredential;
    return {jws, png: readFileSync(join(folder, `${number}.png`))};
  });
}

async function measureOthers(folder) {
  const cards = makeCards(folder);
  const {keys} = JSON.parse(readFileSync(join(folder, 'www/.well-known/jwks.json'), 'utf8'));
  const keyStore = jose.createLocalJWKSet({keys});
  const {privateKey} = await jose.generateKeyPair('ES256');
  const header = {zip: 'DEF', alg: 'ES256', kid: keys[0].kid};
  const open = async (jws) => {
    const {payload} = await jose.compactVerify(jws, keyStore);
    return JSON.parse(zlib.inflateRawSync(payload).toString('utf8'));
  };
  const payload = Buffer.from(JSON.stringify(await open(cards[0].jws)));
  const textOf = (png) => {
    const {data, width, height} = PNG.sync.read(png);
    return (jsqr.default ?? jsqr)(new Uint8ClampedArray(data), width, height, {inversionAttempts: 'dontInvert'}).data;
  };
  return {
    judge: await rate((n) => open(cards[n % cards.length].jws)),
    issue_unchecked: await rate(() => new jose.CompactSign(zlib.deflateRawSync(payload, {level: 9})).setProtectedHeader(header).sign(privateKey)),
    judge_picture: await rate(async (n) => {
      const digits = textOf(cards[n % cards.length].png).slice('shc:/'.length);
      return open(digits.replace(/../g, (pair) => String.fromCharCode(Number(pair) + 45)));
    }),
  };
}

await inFolder(async (folder) => {
  const args = seconds < 1 ? ['--rounds', '1', '--slice', '1'] : [];
  const ours = new Map(vhc(folder, ['bench', '--json', '--quiet', ...args]).trim().split('\n').map((line) => {
    const {row, per_second} = JSON.parse(line);
    return [row, per_second];
  }));
  const theirs = await measureOthers(folder);
  const names = {
    judge: 'card to its contents, verified (jose, zlib)',
    issue_unchecked: 'signing a card (jose, zlib; vhc: from a bundle)',
    judge_picture: 'PNG to verified contents (pngjs, jsQR, jose)',
  };
  for (const [row, name] of Object.entries(names)) {
    const factor = ours.get(row) / theirs[row];
    console.log(`${name.padEnd(50)} vhc ${ours.get(row).toFixed(0).padStart(7)}   others ${theirs[row].toFixed(0).padStart(7)} a second   ${factor.toFixed(1)} times`);
  }
});
