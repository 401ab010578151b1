#!/usr/bin/env node
// A server killed again and again while it sends an armed issue. After each start nothing more may leave until a keyholder arms it again, and in the end the
// courier sends the rest: nobody is lost, and nobody is written to twice who was not in doubt.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { conclude, doubled, mulberry, pause, relay } from './relay.mjs';
import { binary, fail, freePort, open, options, run, scratch } from '../walks/lib/house.mjs';

const HELP = `Kills the server with SIGKILL while it sends an armed issue, starts it again, and looks at what the readers got.

  node tests/chaos/armed.mjs [--kills 20] [--recipients 5000] [--seed N] [--verbose]

  --kills N        how many SIGKILLs (20; CI has 4)
  --recipients N   readers of the issue (5000; CI has 1000)
  --seed N         the same moments and answers again, as far as the machine allows

The relay is an SMTP server in here. It takes 0 to 60 ms for each letter, says "no" to 0.5 % and hangs up after the final dot of 0.5 % without a word.
Server and courier are the real program; the newspaper comes from the example: cargo build --example armed (or INDELIBLE_ARMED).`;

const given = options(HELP, { kills: '20', recipients: '5000', seed: String(Date.now() % 100000), verbose: false });
const [KILLS, RECIPIENTS] = [given.kills, given.recipients].map(Number);
const ARMED = process.env.INDELIBLE_ARMED ?? path.join(path.dirname(binary()), 'examples/armed');
if (!existsSync(ARMED)) fail(`there is no ${ARMED}: run 'cargo build --example armed' first, or set INDELIBLE_ARMED`);
/** Connections of a relay, where its setting says nothing else: the letters that one kill may leave in doubt. */
const CONNECTIONS = 16;
const random = mulberry(Number(given.seed));
const folder = scratch('armed');
const [paper, courier, words] = ['paper', 'courier', 'words'].map((name) => path.join(folder, name));
const letters = new Map(); // reader -> Message-IDs, one for each letter whose final dot came and that was not declined
const declined = new Set();
const dropped = new Map(); // reader -> how often the relay hung up after their final dot
const count = { letters: 0, no: 0, drops: 0, kills: 0, late: 0, strange: [] };
const began = performance.now();

const sink = net.createServer(relay({ decide, early: () => true, random, longest_ms: 60, letters, declined, dropped, count }));
await new Promise((resolve) => sink.listen(0, '127.0.0.1', resolve));
const [site, desk] = [await freePort(), await freePort()];
example('make', String(site), String(desk), String(sink.address().port));
let house = await open(['--dir', paper, 'serve']);
const invitation = run(['--dir', paper, 'courier', 'invite', '--json']);
if (invitation.code !== 0) fail(`no courier could be invited: ${invitation.stderr}`);
const { code, url } = JSON.parse(invitation.stdout);
await keyholder('pair', url, code);
const everybody = Array.from({ length: RECIPIENTS }, (_, i) => `reader-${i}@host-${i % 200}.example`);
writeFileSync(path.join(folder, 'list.csv'), ['email', ...everybody].join('\n'));
await keyholder('import', path.join(folder, 'list.csv'), '--yes', '--words', words);

while (count.kills < KILLS) {
  const armed = await keyholder('arm', '--at', 'now', '--yes', '--words', words, '--json');
  if (JSON.parse(armed).state !== 'armed') count.strange.push(`it was not armed: ${armed}`);
  if (!readdirSync(path.join(paper, 'armed')).some((file) => file.endsWith('.capsule')) && !letters.size) count.strange.push('there is no capsule on the disk');
  // A quarter dies before the first letter or right at it, the others while letters go out; each leaves enough for the kills to come.
  const share = Math.max(0, RECIPIENTS - letters.size - CONNECTIONS) / (KILLS - count.kills + 1);
  const until = random() < 0.25 ? count.letters : count.letters + Math.floor(random() * 1.6 * share);
  const patience = performance.now() + 120_000;
  while (count.letters < until && performance.now() < patience) await pause(1);
  await pause(random() * 30);
  await house.kill('SIGKILL');
  count.kills += 1;
  await pause(300);
  look_for_readers();
  const before = count.letters;
  house = await open(['--dir', paper, 'serve']);
  await pause(2_500);
  // The key was in its memory only.
  count.late += count.letters - before;
  const status = JSON.parse(await keyholder('status', '--json'));
  const [standing] = status.armed;
  if (standing.state !== 'lost' || !standing.alarms) count.strange.push(`after a kill the courier is told ${JSON.stringify(standing)}`);
  if (existsSync(path.join(paper, 'armed'))) count.strange.push('the capsule still lies there after a start');
  const doctor = run(['--dir', paper, 'doctor']);
  if (doctor.code === 0 || !/WRONG.*(started anew|reach everybody)/.test(doctor.stdout)) count.strange.push(`the doctor finds all well: ${doctor.stdout}`);
  if (given.verbose) console.log(`${count.kills} kills, ${letters.size} readers reached, ${count.letters} letters, ${standing.balance.accepted} in the books`);
}
const books = JSON.parse(await keyholder('send', '--yes', '--words', words, '--json'));
const doctor = run(['--dir', paper, 'doctor']);
if (doctor.stdout.includes('letter 1,')) count.strange.push(`the doctor still speaks of it: ${doctor.stdout}`);
const doubted = new Set(JSON.parse(example('doubted')));
await house.close();
sink.close();
judge();

/** Not in one go: the relay is in this process, and has to answer meanwhile. */
async function keyholder(...args) {
  const child = spawn(binary(), ['courier', '--courier', courier, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [said, complained] = ['', ''];
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (complained += chunk));
  const code = await new Promise((resolve) => child.once('close', (status, signal) => resolve(signal ?? status)));
  if (code !== 0) fail(`indelible courier ${args.join(' ')}: ${code}\n${said}${complained}\n${house.output.slice(-2000)}`);
  return said;
}

function example(...args) {
  const done = spawnSync(ARMED, [folder, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status !== 0) fail(`${ARMED} ${args.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

/** No address lies on the server that was just killed; the long scan is in tests/house/scan.rs. */
function look_for_readers() {
  const files = readdirSync(paper, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const entry of files) {
    const file = path.join(entry.parentPath, entry.name);
    const bytes = readFileSync(file);
    for (const form of ['utf8', 'utf16le']) {
      if (bytes.includes(Buffer.from('@host-7.example', form))) count.strange.push(`an address lies in ${file}`);
    }
  }
}

function decide() {
  const chance = random();
  return chance < 0.005 ? 'no' : chance < 0.01 ? 'drop' : 'yes';
}

function judge() {
  const known = new Set(everybody);
  const lost = everybody.filter((reader) => !letters.has(reader) && !declined.has(reader));
  const strangers = [...letters.keys()].filter((reader) => !known.has(reader));
  const twice = [...letters].filter(([, names]) => names.length > 1);
  const duplicates = doubled(letters, dropped);
  const unexplained = twice.filter(([reader]) => !doubted.has(reader));
  const renamed = twice.filter(([, names]) => new Set(names).size > 1);
  const bound = count.kills * CONNECTIONS;
  const sum = books.accepted + books.refused + books.unknown + books.gone + books.cancelled;
  console.log(`
${count.kills} kills of a server that sends an armed issue to ${RECIPIENTS} readers (seed ${given.seed}), ${Math.round((performance.now() - began) / 1000)} s
the relay took ${count.letters} letters for ${letters.size} readers; said no ${count.no} times, hung up after the final dot ${count.drops} times
books of the courier: ${books.candidates} candidates = ${books.accepted} accepted + ${books.refused} refused + ${books.unknown} unknown + ${books.gone} gone + ${books.cancelled} cancelled
letters after a start without a key: ${count.late}
lost: ${lost.length}
duplicates: ${duplicates.all}, ${duplicates.after_kills} of them after kills (at most ${bound} = kills x connections) and ${duplicates.after_drops} after the relay hung up; of readers who were never in doubt: ${unexplained.length}; ever in doubt: ${doubted.size}`);
  const checks = [
    ['nobody is lost', !lost.length, lost],
    ['letters went to recipients only', !strangers.length, strangers],
    ['no letter leaves after a start without a key', count.late === 0, [count.late]],
    ['what kills doubled is within kills x connections', duplicates.after_kills <= bound, [duplicates]],
    ['every duplicate was in doubt', !unexplained.length, unexplained],
    ['a letter that was sent again has the same Message-ID', !renamed.length, renamed],
    ['the books balance', books.finished && sum === RECIPIENTS && books.refused <= declined.size, [books]],
    ['every kill was told, and nothing lay about', count.kills === KILLS && !count.strange.length, count.strange],
  ];
  conclude('armed', checks);
}
