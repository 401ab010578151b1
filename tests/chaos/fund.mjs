#!/usr/bin/env node
// A till killed again and again while readers pay. Nobody may be charged twice, and nothing that was acknowledged may be lost.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { conclude, mulberry, pause } from './relay.mjs';
import { binary, fail, freePort, options, run, scratch } from '../walks/lib/house.mjs';

const HELP = `Kills a till with SIGKILL at random moments while readers give, starts it again, and looks at what they were charged.

  node tests/chaos/fund.mjs [--kills 1000] [--readers 8] [--seed N] [--verbose]

  --kills N      how many SIGKILLs (1000; CI has 50)
  --readers N    how many give at the same time (8)
  --seed N       the same moments and choices again, as far as the machine allows

Each reader gives an amount of their own. They press the button, sometimes twice at once; whatever breaks, they send the same form again, until the bank's page is there; they pay on it; they
come back for the thanks. The bank answers late now and then, resets connections, answers 502 when it has done what it was asked, and tells things twice. A third of the kills fall into the
first instants after a start, the others while somebody is being answered. While it goes on the bank gives no list of events, so that an event that was acknowledged and lost stays lost.
Needs the program of the pretend bank: cargo build (or INDELIBLE_TELLER), and python3.`;

const given = options(HELP, { kills: '1000', readers: '8', seed: String(Date.now() % 100000), verbose: false });
const [KILLS, READERS] = [given.kills, given.readers].map(Number);
const TELLER = process.env.INDELIBLE_TELLER ?? path.join(path.dirname(binary()), 'teller');
if (!existsSync(TELLER)) fail(`there is no ${TELLER}: run 'cargo build' first, or set INDELIBLE_TELLER`);
const SECRET = 'whsec_chaos';
const random = mulberry(Number(given.seed));
const chance = (share) => random() < share;
const folder = path.join(scratch('fund'), 'till');
const [port, bankPort] = [await freePort(), await freePort()];
const [site, bank] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${bankPort}`];
const count = { kills: 0, starts: 0, gifts: 0, retries: 0, doubles: 0, again: 0, inFlight: 0, calls: 0, strange: [] };
const thanked = new Map(); // amount in cents -> the link of the thanks
const began = performance.now();
const children = new Set();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));

const teller = await start(TELLER, ['--port', String(bankPort), '--hook', `${site}/hooks/stripe`, '--secret', SECRET, '--seed', String(given.seed)], /is open at/);
layOut();
for (const on of ['GET /v1/events', 'GET /v1/balance_transactions']) await fault({ kind: { before: { status: 503 } }, on, times: 1_000_000 });

let till = await open();
let over = false;
let amount = 200;
const readers = Array.from({ length: READERS }, () => reader());
const weather = bankMisbehaves();
while (count.kills < KILLS && !count.strange.length) {
  await moment();
  till.child.kill('SIGKILL');
  await till.ended;
  count.kills += 1;
  if (given.verbose || count.kills % 100 === 0) console.log(`${count.kills} kills, ${count.gifts} gifts, ${count.retries} forms sent again, ${Math.round((performance.now() - began) / 1000)} s`);
  till = await open();
}
over = true;
await Promise.all([...readers, weather]);
await judge();

/** Waits for the moment of the next kill. */
async function moment() {
  if (chance(0.33)) return pause(random() * 60);
  // When somebody is being answered, or a hook has just been: then a moment more.
  const wanted = count.calls + 1 + Math.floor(random() * 12);
  for (let waited = 0; count.calls < wanted && waited < 3000; waited += 1) await pause(1);
  for (let waited = 0; !count.inFlight && waited < 300; waited += 1) await pause(1);
  await pause(random() * 25);
}

/** Gives again and again until the suite is over; what was begun is brought to its end. */
async function reader() {
  while (!over) {
    const cents = (amount += 1);
    try {
      await give(cents);
      count.gifts += 1;
    } catch (trouble) {
      count.strange.push(`${cents}: ${trouble.message}`);
      return;
    }
  }
}

async function give(cents) {
  const page = await until(async () => {
    const { status, text } = await ask(`${site}/contribute/`);
    return status === 200 ? text : null;
  });
  const number = page.match(/name="press" value="([^"]{22})"/)[1];
  const often = chance(0.25) ? 'monthly' : 'once';
  const form = `press=${number}&country=elsewhere&interval=${often}&currency=EUR&own=${(cents / 100).toFixed(2)}&method=card`;
  let tries = 0;
  const leads = await until(async () => {
    if (tries++) count.retries += 1;
    const twice = chance(0.25);
    if (twice) count.doubles += 1;
    const answers = await Promise.all(Array.from({ length: twice ? 2 : 1 }, () => ask(`${site}/contribute/`, form).catch(() => ({ status: 0, text: '' }))));
    for (const { status, text, location } of answers) {
      const to = text.match(/content="0;url=([^"]+)"/)?.[1];
      if (to) return to;
      if (status === 303) return location;
      if (![0, 503, 500].includes(status)) throw new Error(`the form was answered with ${status}: ${text.slice(-600)}`);
      // The page of a processor that is down has a button of its own.
      const again = text.match(/contribute\/again\/([^"]+)"/)?.[1];
      if (again && chance(0.5)) {
        count.again += 1;
        const once_more = await ask(`${site}/contribute/again/${again}`, ' ').catch(() => ({ text: '' }));
        const page = once_more.text.match(/content="0;url=([^"]+)"/)?.[1];
        if (page) return page;
      }
    }
    return null;
  });
  let back = leads;
  if (leads.startsWith(bank)) {
    const paid = await until(() => ask(leads, 'card=4242424242424242').catch(() => null));
    back = paid.location ?? paid.text.match(/href="([^"]*\/contribute\/thanks\/[^"]+)"/)?.[1];
  }
  if (!back?.includes('/contribute/thanks/')) throw new Error(`the bank led to ${back}`);
  await until(async () => {
    const { status, text } = await ask(back);
    return status === 200 && text.includes('CHAOS FOUNDATION') && text.includes('class="say thanks"') ? text : null;
  }, 60_000);
  thanked.set(cents, back);
  // A reader who is not sure presses once more, and is thanked again.
  if (chance(0.3)) {
    await until(async () => {
      const { status, location, text } = await ask(`${site}/contribute/`, form).catch(() => ({ status: 0 }));
      if (status === 200) throw new Error(`a form that was paid led to another page: ${text.slice(0, 300)}`);
      return status === 303 ? location : null;
    });
  }
}

/** Tries until there is something. A till that is being started does not answer. */
async function until(act, patience_ms = 90_000) {
  const end = performance.now() + patience_ms;
  for (;;) {
    let trouble = 'nothing came of it';
    try {
      const done = await act();
      if (done) return done;
    } catch (error) {
      if (!['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(error.code) && !/hang up|aborted/.test(error.message)) throw error;
      trouble = error.message;
    }
    if (performance.now() > end) throw new Error(`${trouble} within ${patience_ms / 1000} s: ${act}`);
    await pause(20 + random() * 60);
  }
}

/** One request, nothing followed. */
function ask(url, form) {
  if (url.startsWith(site)) (count.inFlight += 1), (count.calls += 1);
  return new Promise((resolve, reject) => {
    // Each request is another network's: one alone may not begin so often.
    const octet = () => Math.floor(Math.random() * 250);
    const headers = { 'x-forwarded-for': `10.${octet()}.${octet()}.1` };
    if (form) Object.assign(headers, { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(form) });
    const request = http.request(url, { method: form ? 'POST' : 'GET', headers, agent: false, timeout: 30_000 }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode, location: answer.headers.location, text: Buffer.concat(parts).toString('utf8') }));
      answer.on('error', reject);
    });
    request.on('timeout', () => request.destroy(Object.assign(new Error('hang up'), { code: 'ETIMEDOUT' })));
    request.on('error', reject);
    request.end(form);
  }).finally(() => url.startsWith(site) && (count.inFlight -= 1));
}

/** The bank is late, resets connections, has done what it says it could not, and tells things twice. */
async function bankMisbehaves() {
  const kinds = [
    [{ hang: { ms: 150, effect: true } }, 'POST /v1/checkout/sessions'],
    [{ hang: { ms: 80, effect: false } }, 'POST /v1/checkout/sessions'],
    [{ cut: { effect: true } }, 'POST /v1/checkout/sessions'],
    [{ after: { status: 502 } }, 'POST /v1/checkout/sessions'],
    [{ hang: { ms: 120, effect: true } }, 'GET /v1/checkout/sessions'],
    [{ duplicate: { copies: 1 } }, 'charge.succeeded'],
    ['reorder', 'checkout.session'],
  ];
  while (!over) {
    const [kind, on] = kinds[Math.floor(random() * kinds.length)];
    await fault({ kind, on, times: 2 });
    await pause(60 + random() * 200);
  }
}

async function fault(what) {
  const answer = await fetch(`${bank}/teller/faults`, { method: 'POST', body: JSON.stringify(what) });
  if (!answer.ok) throw new Error(`the bank refused a fault: ${await answer.text()}`);
}

async function api(what) {
  const all = [];
  for (let after = ''; ; ) {
    const answer = await fetch(`${bank}/v1/${what}limit=100${after && `&starting_after=${after}`}`, { headers: { authorization: 'Bearer sk_test_teller' } });
    const page = await answer.json();
    all.push(...page.data);
    if (!page.has_more) return all;
    after = page.data.at(-1).id;
  }
}

function layOut() {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'indelible.toml'),
    `[site]\nname = "The Chaos"\nurl = "${site}"\nlocales = "en"\n\n[serve]\nport = ${port}\nproxies = "127.0.0.1"\n\n[fund]\nmethods = "card"\ncurrencies = "EUR"\nname = "Chaos Foundation"\nstatement = "CHAOS FOUNDATION"\n` +
      `stripe_key = "sk_test_teller"\nstripe_url = "${bank}"\nhook_secrets = "${SECRET}"\n`,
  );
}

/** Starts a program, and waits until it says something. */
function start(program, args, says) {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  let output = '';
  const ended = new Promise((resolve) => child.once('close', (code, signal) => (children.delete(child), resolve(signal ?? code))));
  return new Promise((resolve, reject) => {
    const hear = (chunk) => {
      output = (output + chunk).slice(-20_000);
      if (says.test(output)) resolve({ child, ended });
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    ended.then((how) => reject(new Error(`${path.basename(program)} ended with ${how}: ${output}`)));
  });
}

async function open() {
  count.starts += 1;
  return start(binary(), ['--dir', folder, 'serve', '--only', 'till'], /^till\s/m);
}

async function judge() {
  // What was not acknowledged is told again, later than anybody waits here; what was acknowledged must be there.
  const answer = await fetch(`${bank}/teller/faults`, { method: 'DELETE' });
  if (!answer.ok) count.strange.push('the bank keeps its faults');
  await pause(1500);
  const events = await api('events?');
  const acknowledged = events.filter((event) => event.pending_webhooks === 0).map((event) => event.id);
  till.child.kill('SIGTERM');
  const last = await till.ended;
  const script = 'import sqlite3,sys,json; print(json.dumps([r[0] for r in sqlite3.connect(sys.argv[1]).execute("SELECT id FROM fact")]))';
  const read = spawnSync('python3', ['-c', script, path.join(folder, 'fund.db')], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const known = new Set(JSON.parse(read.stdout || '[]'));
  const lost = acknowledged.filter((id) => !known.has(id));
  const charges = (await api('charges?')).filter((charge) => charge.status === 'succeeded');
  const times = new Map();
  for (const charge of charges) times.set(charge.amount, (times.get(charge.amount) ?? 0) + 1);
  const twice = [...times].filter(([, charged]) => charged > 1);
  const unpaid = [...thanked.keys()].filter((cents) => !times.has(cents));
  const checked = run(['--dir', folder, 'fund', 'ledger', 'check', '--json'], { timeout: 600_000 });
  const books = checked.stdout ? JSON.parse(checked.stdout) : null;
  const given_to_us = -(books?.ledger.totals.find((total) => total.account === 'contributions')?.minor ?? 0);
  const taken = charges.reduce((sum, charge) => sum + charge.amount, 0);
  console.log(`
${count.kills} kills, ${count.starts} starts (seed ${given.seed}), ${Math.round((performance.now() - began) / 1000)} s
${count.gifts} gifts of ${READERS} readers: ${count.retries} forms sent again, ${count.doubles} pressed twice at once, ${count.again} tried again by the button
${charges.length} charges, ${twice.length} of them double; ${events.length} events, ${acknowledged.length} acknowledged, ${lost.length} of them lost
the ledger has ${given_to_us / 100} EUR, the bank took ${taken / 100} EUR`);
  conclude('fund', [
    ['nobody is charged twice', !twice.length, twice],
    ['nothing that was acknowledged is lost', !lost.length && acknowledged.length > 0, lost],
    ['whoever was thanked has paid', !unpaid.length, unpaid],
    ['every charge was thanked for', [...times.keys()].every((cents) => thanked.has(cents)), [...times.keys()].filter((cents) => !thanked.has(cents))],
    ['the ledger has what was taken', given_to_us === taken, [given_to_us, taken]],
    ['the ledger is sound, and the processor holds what it says', checked.code === 0 && books?.sound === true, [checked.stderr.slice(-800), books]],
    ['it ended without hands, after all kills', last === 0 && count.kills === KILLS && !count.strange.length, count.strange],
  ]);
}
