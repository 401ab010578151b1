// Starts and stops the binary, always on loopback and in folders of its own.

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** `INDELIBLE_BIN`, or the newest one that cargo built here. */
export function binary() {
  if (process.env.INDELIBLE_BIN) return path.resolve(process.env.INDELIBLE_BIN);
  const target = process.env.CARGO_TARGET_DIR ?? path.join(ROOT, 'target');
  const built = ['release', 'debug'].map((profile) => path.join(target, profile, 'indelible')).filter((file) => existsSync(file));
  if (!built.length) fail('there is no indelible to walk through: run `cargo build` first, or set INDELIBLE_BIN');
  return built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

export function fail(sentence) {
  console.error(sentence);
  process.exit(2);
}

/** Runs the binary to its end. */
export function run(args, options = {}) {
  const done = spawnSync(binary(), args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  return { code: done.status, signal: done.signal, stdout: done.stdout ?? '', stderr: done.stderr ?? '' };
}

/** A folder that is gone when the walk ends. */
export function scratch(name) {
  const folder = mkdtempSync(path.join(os.tmpdir(), `indelible-${name}-`));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));

/**
 * Starts `serve` or `demo` and waits until it has said where site and desk are.
 * `started_ms` is the time until it said so.
 */
export function open(args, { env = {}, patience_ms = 600_000 } = {}) {
  const began = performance.now();
  const child = spawn(binary(), args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const house = { child, pid: child.pid, site: null, desk: null, output: '', started_ms: 0, ended: null };
  house.ended = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      running.delete(child);
      resolve({ code, signal });
    });
  });
  house.kill = async (signal = 'SIGKILL') => {
    child.kill(signal);
    return house.ended;
  };
  house.close = () => house.kill('SIGTERM');
  return new Promise((resolve, reject) => {
    const give_up = (why) => {
      child.kill('SIGKILL');
      reject(new Error(`indelible ${args.join(' ')}: ${why}\n${house.output}`));
    };
    const timer = setTimeout(() => give_up(`did not say where it serves within ${patience_ms} ms`), patience_ms);
    const hear = (chunk) => {
      house.output = (house.output + chunk).slice(-200_000);
      for (const [word, key] of [['site', 'site'], ['desk', 'desk']]) {
        house[key] ??= house.output.match(new RegExp(`^\\s*${word}\\s+(https?://\\S+)\\s*$`, 'm'))?.[1] ?? null;
      }
      if (!house.site || house.started_ms) return;
      house.started_ms = performance.now() - began;
      clearTimeout(timer);
      // The desk's line follows at once, where there is a desk.
      setTimeout(() => resolve(house), house.desk ? 0 : 300);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', (error) => give_up(error.message));
    house.ended.then(({ code, signal }) => house.started_ms || give_up(`ended with ${code ?? signal} before it served`));
  });
}

/** The demo newspaper on free ports: a copy of the one in `INDELIBLE_DEMO`, which `made-demo.mjs` has made, or else a new one. Its bank is new in any case, and knows only what a `fresh` one was told. */
export async function demo({ dir, fresh = false } = {}) {
  const made = fresh ? '' : process.env.INDELIBLE_DEMO;
  const args = ['demo', '--port', String(await freePort())];
  const folder = dir || (made ? path.join(scratch('demo'), 'data') : '');
  if (folder) args.push('--dir', folder);
  // A socket cannot be copied, and is made anew.
  if (made && !existsSync(folder)) cpSync(made, folder, { recursive: true, filter: (from) => path.basename(from) !== 'control' });
  return open(args);
}

/** `--word value` and `--flag` of the command line; anything else ends in the help text. */
export function options(help, shape) {
  const given = {};
  const rest = [];
  for (let at = 2; at < process.argv.length; at += 1) {
    const word = process.argv[at];
    const key = word.replace(/^--/, '');
    if (word === '--help' || word === '-h') {
      console.log(help);
      process.exit(0);
    } else if (!word.startsWith('--')) rest.push(word);
    else if (!(key in shape)) fail(`there is no option ${word}\n\n${help}`);
    else if (typeof shape[key] === 'boolean') given[key] = true;
    else given[key] = process.argv[(at += 1)] ?? fail(`${word} takes a value`);
  }
  return { ...shape, ...given, rest };
}
