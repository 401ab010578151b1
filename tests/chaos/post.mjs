#!/usr/bin/env node
// A sending killed again and again. Nobody may be lost, and nobody written to twice who was not in doubt.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { conclude, doubled, mulberry, pause, relay } from './relay.mjs';
import { binary, fail, options, scratch } from '../walks/lib/house.mjs';

const HELP = `Kills a sending with SIGKILL at random moments, starts it again, and looks at what the readers got.

  node tests/chaos/post.mjs [--kills 1000] [--recipients 20000] [--connections 16] [--seed N] [--verbose]

  --kills N        how many SIGKILLs (1000; CI has 50)
  --recipients N   readers of the issue (20000; CI has 2000)
  --connections N  W, the letters that one kill may leave in doubt
  --seed N         the same moments and answers again, as far as the machine allows

The relay is an SMTP server in here. It takes 0 to 200 ms for each letter, says "later" to 2 % and "no" to 0.5 %, and hangs up after the final dot of 0.5 %
without a word. A quarter of the kills fall into the first instants after a start, the others while letters go out.
Needs the example: cargo build --example sending (or INDELIBLE_SENDING).`;

const given = options(HELP, { kills: '1000', recipients: '20000', connections: '16', seed: String(Date.now() % 100000), verbose: false });
const [KILLS, RECIPIENTS, CONNECTIONS] = [given.kills, given.recipients, given.connections].map(Number);
const SENDING = process.env.INDELIBLE_SENDING ?? path.join(path.dirname(binary()), 'examples/sending');
if (!existsSync(SENDING)) fail(`there is no ${SENDING}: run 'cargo build --example sending' first, or set INDELIBLE_SENDING`);
const random = mulberry(Number(given.seed));
const folder = path.join(scratch('post'), 'data');
const letters = new Map(); // reader -> Message-IDs, one for each letter whose final dot came and that was not declined
const declined = new Set(); // readers who were told "no"
const dropped = new Map(); // reader -> how often the relay hung up after their final dot
const count = { letters: 0, later: 0, no: 0, drops: 0, starts: 0, kills: 0, strange: [] };
const began = performance.now();

const sink = net.createServer(relay({ decide, early: () => random() < 0.5, random, longest_ms: 200, letters, declined, dropped, count }));
await new Promise((resolve) => sink.listen(0, '127.0.0.1', resolve));
const { port } = sink.address();

let output = '';
while (count.kills < KILLS) {
  const killed = await life(true);
  if (killed === 'SIGKILL') count.kills += 1;
  else {
    count.strange.push(`it ended by itself after ${count.kills} kills: ${killed}`);
    break;
  }
  if (given.verbose || count.kills % 100 === 0) console.log(`${count.kills} kills, ${letters.size} readers reached, ${count.letters} letters`);
}
const last = await life(false);
if (last !== 0) count.strange.push(`the last start ended with ${last}`);
sink.close();
judge();

/** One life of the program: until it ends, or until it is killed at a moment that leaves enough letters for the kills to come. */
async function life(to_be_killed) {
  count.starts += 1;
  output = '';
  const child = spawn(SENDING, [folder, String(port), '--recipients', String(RECIPIENTS), '--connections', String(CONNECTIONS)], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.on('data', (chunk) => (output += chunk));
  let complaints = '';
  child.stderr.on('data', (chunk) => (complaints += chunk));
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));
  if (to_be_killed) kill(child, ended);
  const how = await ended;
  if (how !== 0 && how !== 'SIGKILL') count.strange.push(`it ended with ${how}: ${complaints.slice(-500)}`);
  return how;
}

async function kill(child, ended) {
  let over = false;
  ended.then(() => (over = true));
  if (random() < 0.25) await pause(random() * 150);
  else {
    const share = Math.max(0, RECIPIENTS - letters.size - CONNECTIONS) / (KILLS - count.kills + 1) / 0.75;
    const until = count.letters + Math.floor(random() * 1.6 * share);
    while (!over && count.letters <= until) await pause(1);
    await pause(random() * 20);
  }
  child.kill('SIGKILL');
}

function decide() {
  const chance = random();
  return chance < 0.02 ? 'later' : chance < 0.025 ? 'no' : chance < 0.03 ? 'drop' : 'yes';
}

function judge() {
  const books = last === 0 ? JSON.parse(output.trim().split('\n').at(-1)) : null;
  const doubted = new Set(books?.doubted);
  const all = Array.from({ length: RECIPIENTS }, (_, i) => `reader-${i}@host-${i % 200}.example`);
  const known = new Set(all);
  const lost = all.filter((reader) => !letters.has(reader) && !declined.has(reader));
  const strangers = [...letters.keys()].filter((reader) => !known.has(reader));
  const twice = [...letters].filter(([, names]) => names.length > 1);
  const duplicates = doubled(letters, dropped);
  const unexplained = twice.filter(([reader]) => !doubted.has(reader));
  const renamed = twice.filter(([, names]) => new Set(names).size > 1);
  const names = new Set([...letters.values()].flat());
  const bound = count.kills * CONNECTIONS;
  const sum = books && books.accepted + books.refused + books.unknown + books.gone + books.cancelled;
  console.log(`
${count.kills} kills of ${RECIPIENTS} recipients over ${CONNECTIONS} connections (seed ${given.seed}), ${count.starts} starts, ${Math.round((performance.now() - began) / 1000)} s
the relay took ${count.letters} letters for ${letters.size} readers; said later ${count.later} times, no ${count.no} times, hung up after the final dot ${count.drops} times
books: ${books ? `${books.candidates} candidates = ${books.accepted} accepted + ${books.refused} refused + ${books.unknown} unknown + ${books.gone} gone + ${books.cancelled} cancelled` : 'none'}
lost: ${lost.length}
duplicates: ${duplicates.all}, ${duplicates.after_kills} of them after kills (at most ${bound} = kills x connections) and ${duplicates.after_drops} after the relay hung up; of readers who were never in doubt: ${unexplained.length}; ever in doubt: ${doubted.size}`);
  const checks = [
    ['nobody is lost', !lost.length, lost],
    ['letters went to recipients only', !strangers.length, strangers],
    ['what kills doubled is within kills x connections', duplicates.after_kills <= bound, [duplicates]],
    ['every duplicate was in doubt', !unexplained.length, unexplained],
    ['a letter that was sent again has the same Message-ID, and no two readers share one', !renamed.length && names.size === letters.size, renamed],
    ['the books balance', Boolean(books?.even) && sum === RECIPIENTS && books.accepted <= letters.size && books.refused <= declined.size, [books]],
    ['it ended without hands, after all kills', last === 0 && count.kills === KILLS && !count.strange.length, count.strange],
  ];
  conclude('post', checks);
}
