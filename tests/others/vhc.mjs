// Running the program under test, and a folder that is removed at the end.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';

export const iss = 'https://pharmacy.example/shc';
export const day = '2026-07-04T10:00:00Z';
export const later = '2026-07-04T20:00:00Z';
export const nbf = Date.parse(day) / 1000;

const program = resolve(process.argv[2]);

// Runs vhc in `folder`; throws, with what it said, unless it ends with one of `codes`.
export function vhc(folder, args, codes = [0]) {
  const run = spawnSync(program, args, {cwd: folder, encoding: 'utf8', maxBuffer: 64 << 20});
  if (!codes.includes(run.status)) throw new Error(`vhc ${args.join(' ')}: exit ${run.status}\n${run.stderr}`);
  return run.stdout;
}

// The reports of `vhc verify --json` on many files, in their order.
export function verify(folder, jwks, files, extra = []) {
  const args = ['verify', '--json', '--identity', '--at', later, '--jwks', `${iss}=${jwks}`, ...extra, ...files];
  const lines = vhc(folder, args, [0, 1, 10, 11, 12, 13, 14]).trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

export async function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), 'vhc-others-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
