// Every kind of line that --json prints is what its schema in docs/schema says, by a validator of other people: Ajv.
//   node schemas_agree.mjs VHC SCHEMAS [DIRECTORY]     DIRECTORY: a real VCI snapshot
import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {Ajv2020} from 'ajv/dist/2020.js';

import {people, recordBundle} from './bundles.mjs';
import {day, inFolder, iss, later, vhc} from './vhc.mjs';

const folderOfSchemas = process.argv[3];
const directory = process.argv[4];
const ajv = new Ajv2020({allErrors: true, strict: true, strictRequired: false, strictTuples: false, allowUnionTypes: true});
// The schemas are open to what later releases add; these tests still want to see every member that is not described.
function strict(schema) {
  if (Array.isArray(schema)) return schema.map(strict);
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, strict(value)]));
  const isOpen = schema.additionalProperties === undefined && !schema.oneOf;  // what each of these has is closed itself
  const closed = schema.type === 'object' && schema.properties && isOpen;
  return closed ? {...copy, additionalProperties: false} : copy;
}
const schemas = new Map();
for (const file of readdirSync(folderOfSchemas).filter((name) => name.endsWith('.json'))) {
  const schema = JSON.parse(readFileSync(join(folderOfSchemas, file), 'utf8'));
  const validate = ajv.compile({...strict(schema), $id: `strict/${file}`});
  schemas.set(schema.properties.schema.const, {validate, open: ajv.compile(schema), lines: 0});
}

function check(output) {
  for (const line of output.trim().split('\n')) {
    const object = JSON.parse(line);
    const schema = schemas.get(object.schema);
    assert.ok(schema, `no schema for ${object.schema}`);
    assert.ok(schema.validate(object), `${line}\n${ajv.errorsText(schema.validate.errors)}`);
    ++schema.lines;
  }
}

// A refusal that the schema makes: a line with a member too many, or one too few.
function checkThatFaultsAreSeen(output) {
  const object = JSON.parse(output.trim().split('\n')[0]);
  const {validate, open} = schemas.get(object.schema);
  assert.ok(!validate({...object, surplus: 1}));
  assert.ok(open({...object, surplus: 1}), `${object.schema} is not open`);
  const {schema, ...without} = object;
  assert.ok(!validate(without), schema);
}

const anyExit = [...Array(71).keys()];

await inFolder((folder) => {
  const run = (...args) => {
    const output = vhc(folder, ['--json', ...args], anyExit);
    check(output);
    checkThatFaultsAreSeen(output);
    return output;
  };
  const silentRun = (...args) => vhc(folder, args, anyExit);
  const trust = ['--jwks', `${iss}=www/.well-known/jwks.json`, '--at', later];
  run('version');
  run('selftest');
  run('bench', '--rounds', '1', '--slice', '1');
  run('issuer', 'init', 'shop', '--iss', iss, '--name', 'Corner Pharmacy', '--no-passphrase', '--at', '2026-07-04T08:00:00Z');
  run('issuer', 'init', 'shop', '--iss', iss, '--name', 'Corner Pharmacy', '--no-passphrase');
  run('issuer', 'show', '--issuer', 'shop');
  for (const [number, person] of people.entries()) {
    writeFileSync(join(folder, `visit${number}.json`), JSON.stringify(recordBundle(person, 1 + (number % 3))));
    run('issue', '--issuer', 'shop', '--at', day, '--identity', `visit${number}.json`, '--qr', `card${number}.png`, '--link');
  }
  run('issue', '--issuer', 'shop', '--at', day, 'visit0.json');
  run('issue', '--issuer', 'shop', '--at', day, '--expires', '2h', 'visit1.json', '--card', 'expired.smart-health-card');
  writeFileSync(join(folder, 'empty.json'), '{"resourceType":"Bundle","type":"collection","entry":[]}');
  run('issue', '--issuer', 'shop', 'empty.json');
  const rows = 'last_name,first_name,birth_date,admin_date,cvx,lot\nRivera,Ana,1984-06-15,2021-03-15,208,EN6207\n' +
    'Okafor,Chidi,1990-01-02,2024-09-06,3,1.00E+05\nHall,Greta,1955-02-30,2025-01-10,312,A\n';
  writeFileSync(join(folder, 'rows.csv'), rows);
  run('check', 'rows.csv');
  run('check', '--identity', 'rows.csv', 'visit0.json');
  run('issue', '--issuer', 'shop', '--at', day, '--identity', '--out', 'cards', 'rows.csv');
  // A run that cannot be finished, since a file is where a folder must be; and its end.
  mkdirSync(join(folder, 'blocked'));
  writeFileSync(join(folder, 'blocked/000'), '');
  writeFileSync(join(folder, 'more.csv'), rows.replace('Rivera', 'Kallio'));
  run('issue', '--issuer', 'shop', '--at', day, '--out', 'blocked', 'more.csv');
  run('issue', '--issuer', 'shop', '--abandon', '--yes', 'more.csv');
  // The cards of a run are lines of a file.
  silentRun('issue', '--issuer', 'shop', '--at', day, '--again', '--yes', '--ndjson', 'all.ndjson', 'rows.csv');
  const issued = readFileSync(join(folder, 'all.ndjson'), 'utf8');
  check(issued);
  checkThatFaultsAreSeen(issued);
  const {journal} = JSON.parse(issued.split('\n')[0]);
  run('reprint', '--issuer', 'shop', '--at', day, journal);
  run('reprint', '--issuer', 'shop', '--at', day, journal, '--qr', 'again.png', '--link');
  run('correct', '--issuer', 'shop', '--at', day, journal, '--birth-date', '1984-06-16', '--reason', 'wrong birth date');
  run('correct', '--issuer', 'shop', '--at', day, journal, '--birth-date', '1984-06-16', '--reason', 'again');
  run('revoke', '--issuer', 'shop', '--at', day, '--lot', 'EN6207', '--dry-run');
  run('revoke', '--issuer', 'shop', '--at', day, '--lot', 'EN6207', '--dry-run', '--identity');
  run('revoke', '--issuer', 'shop', '--at', day, '--lot', 'EN6207', '--yes', '--reason', 'lot recalled');
  run('revoke', '--issuer', 'shop', '--at', day, '--lot', 'EN6207', '--yes', '--reason', 'once more');
  run('cards', '--issuer', 'shop', '--at', day);
  run('cards', '--issuer', 'shop', '--at', day, '--identity');
  run('journal', 'show', '--issuer', 'shop');
  run('status', '--issuer', 'shop', '--at', later);
  run('retention', 'run', '--issuer', 'shop', '--dry-run');
  run('journal', 'day', '--issuer', 'shop', '2026-11-30');
  run('publish', '--issuer', 'shop', '--to', 'public', '--dry-run');
  run('publish', '--issuer', 'shop', '--to', 'public');
  run('publish', '--check', 'public');
  run('tables', 'show', '--issuer', 'shop');
  writeFileSync(join(folder, 'pp'), 'a passphrase of some length', {mode: 0o600});
  run('issuer', 'init', 'sealed', '--iss', iss, '--name', 'Corner Pharmacy', '--passphrase-file', 'pp');
  run('issuer', 'backup', '--issuer', 'sealed', '--passphrase-file', 'pp', 'sealed.backup');
  run('issuer', 'restore', '--passphrase-file', 'pp', 'sealed.backup', 'again', '--published', 'public');
  run('journal', 'verify', '--issuer', 'shop');
  run('journal', 'day', '--issuer', 'shop', '2026-07-04');
  run('publish', '--issuer', 'shop', '--to', 'www');
  run('verify', ...trust, 'all.ndjson');
  run('verify', ...trust, 'card0.png', 'card1.png', 'expired.smart-health-card');
  run('verify', ...trust, '--identity', ...people.map((_, number) => `card${number}.png`));
  run('inspect', '--identity', 'card3.png');
  const [report] = JSON.parse(`[${run('inspect', 'card2.png').trim()}]`);
  run('revoke', '--issuer', 'shop', '--rid', report.rid, '--reason', 'wrong lot', '--at', later);
  run('publish', '--issuer', 'shop', '--to', 'www');
  run('verify', ...trust, 'card2.png');
  run('verify', '--jwks', `https://other.example/shc=www/.well-known/jwks.json`, 'card0.png');
  run('verify', '--jwks', `${iss}=empty.json`, 'card0.png');
  writeFileSync(join(folder, 'noise.txt'), 'shc:/12');
  run('verify', ...trust, 'noise.txt');
  run('inspect', 'noise.txt');
  writeFileSync(join(folder, 'menu.txt'), 'https://example.com/menu');
  run('verify', ...trust, 'menu.txt');
  run('inspect', 'menu.txt');
  run('key', 'list', '--issuer', 'shop');
  run('key', 'new', '--issuer', 'shop', '--no-passphrase');
  run('verify', 'nothing.png', ...trust);
  run('explain', 'card0.png', ...trust);
  run('explain', 'card0.png', '--jwks', 'https://other.example/shc=www/.well-known/jwks.json');
  const codes = {codes: {cvx: ['207', '208', '03']}};
  const rules = {schema: 'vhc.rules/1', id: 'twice', zone: 'Europe/Paris', sets: {any: codes}, accept: {name: 'two', doses: {set: 'any', need: 2, min_days: 14}}};
  writeFileSync(join(folder, 'rules.json'), JSON.stringify(rules));
  run('rules', 'check', 'rules.json');
  run('rules', 'try', 'rules.json', 'card0.png');
  writeFileSync(join(folder, 'facts.json'), JSON.stringify({events: [{kind: 'immunization', system: 'http://hl7.org/fhir/sid/cvx', code: '03', date: '2026-01-01'}]}));
  run('rules', 'try', 'rules.json', 'facts.json');
  run('verify', ...trust, '--rules', 'rules.json', 'card0.png');
  run('lint', 'card0.png', 'card1.smart-health-card', 'noise.txt', 'visit0.json', 'www/.well-known/jwks.json', 'empty.json');
  run('lint', '--jwks', trust[1], 'card2.png');
  // A small trust network; --json is silent where a verb has nothing but talk, so those run without the check.
  for (const name of ['alice', 'bob', 'live']) run('registry', 'signer', 'new', name, '--no-passphrase');
  silentRun('registry', 'init', 'vci.example', '--list', 'net', '--live', 'live.pub', 'alice.pub', 'bob.pub');
  const shown = silentRun('registry', 'sign', 'root', '--list', 'net');
  const fingerprint = /fingerprint ([0-9a-f-]{35})/.exec(shown)[1];
  for (const name of ['alice', 'bob', 'live']) {
    run('registry', 'sign', 'root', '--list', 'net', '--key', `${name}.key`, '--yes', '--fingerprint', fingerprint);
  }
  silentRun('registry', 'publish', '--list', 'net', '--yes');
  run('trust', 'pin', '--venue', 'door', 'net/roots/1.note', '--yes');
  run('trust', 'status', '--venue', 'door');
  silentRun('registry', 'issuer', 'add', '--list', 'net', '--iss', iss, '--jwks', 'www/.well-known/jwks.json', '--why', 'agreement');
  run('registry', 'diff', '--list', 'net');
  silentRun('registry', 'propose', '--list', 'net');
  for (const name of ['alice', 'bob']) {
    const {additions} = JSON.parse(run('registry', 'diff', '--list', 'net'));
    run('registry', 'sign', 'list', '--first', '--list', 'net', '--key', `${name}.key`, '--yes', '--adds', String(additions));
  }
  silentRun('registry', 'publish', '--list', 'net', '--yes');
  run('registry', 'live', '--list', 'net', '--key', 'live.key');
  run('registry', 'deny', iss, '--list', 'net', '--key', 'live.key', '--why', 'closed');
  run('registry', 'status', '--list', 'net');
  run('registry', 'audit', '--list', 'net');
  run('trust', 'update', '--venue', 'door', 'net/packs/vci.example-1.pack');
  run('trust', 'status', '--venue', 'door');
  run('verify', '--venue', 'door', 'card0.png');
  if (directory && existsSync(directory)) {
    run('registry', 'import', 'vci', directory, '--list', 'net', '--yes');
    run('registry', 'audit', '--list', 'net');
    run('trust', 'show', '--vci', directory);
    run('verify', 'card0.png', '--vci', directory);
  } else {
    schemas.delete('vhc.import/1');
    console.log('no VCI snapshot: vhc.import/1 was not looked at');
  }
  run('verfy');
  for (const [name, {lines}] of schemas) assert.ok(lines > 0, `no line of ${name} was printed`);
  const lines = [...schemas.values()].reduce((sum, schema) => sum + schema.lines, 0);
  console.log(`schemas that hold: ${schemas.size} of ${schemas.size}, by ${lines} lines`);
});
