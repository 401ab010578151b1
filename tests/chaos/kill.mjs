#!/usr/bin/env node
// The house killed again and again while an editor publishes and readers read. Three things must never happen: a mixed view, a 5xx, a lost publication.

import crypto from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { mulberry, pause } from './relay.mjs';
import { get } from '../walks/lib/http.mjs';
import { ROOT, fail, freePort, open, options, run, scratch } from '../walks/lib/house.mjs';
import { join, publish, write } from '../walks/lib/desk.mjs';

const HELP = `Kills the house while it publishes, and starts it again.

  node tests/chaos/kill.mjs [--kills 200] [--articles 60] [--data DIR] [--seed N] [--verbose]

  --kills N      how many SIGKILLs (200; CI has 15)
  --articles N   size of the archive it begins with
  --data DIR     begin with a copy of this data directory instead
  --seed N       the same moments again, as far as the machine allows

Half of the kills fall at any moment, half within the first instants after Publish was pressed. Counted, and all must be 0:
mixed views   a page, feed or front whose bytes are not those of the edition that was served before and after it was read;
              a story that the front or a feed leads to and that is not there; an edition number that goes back
5xx           any answer of 500 or more to a reader
lost          a publication that was acknowledged to the editor and is not there after the next start`;

const given = options(HELP, { kills: '200', articles: '60', data: '', seed: String(Date.now() % 100000), verbose: false });
const KILLS = Number(given.kills);
const random = mulberry(Number(given.seed));
const folder = scratch('kill');
const data = path.join(folder, 'data');
const count = { kills: 0, restarts_ms: [], mixed: [], five: [], lost: [], reads: 0, snapshots: 0, published: 0, unanswered: 0 };
let stop = false;
let pressed = false;
let newest = null;
const all = new Set();
let house;

prepare();
const port = await freePort();
const desk_port = await freePort();
const site = `http://127.0.0.1:${port}/`;
await start();
const editor = await join(house, data, 'Mira Editor', 'editor');
const acknowledged = new Map(); // path -> slug
const readers = [frontReader(), feedReader(), snapshotReader()];
const press = publisher();
await killer();
stop = true;
await Promise.all([press, ...readers]);
await lastLook();

const sorted = count.restarts_ms.sort((a, b) => a - b);
console.log(`
${count.kills} kills (seed ${given.seed}), ${count.published} publications acknowledged, ${count.unanswered} without an answer
${count.reads} pages read, ${count.snapshots} snapshots compared with their edition
from start to serving: median ${Math.round(sorted[sorted.length >> 1])} ms, longest ${Math.round(sorted.at(-1))} ms`);
for (const [name, list] of [['mixed views', count.mixed], ['5xx', count.five], ['acknowledged publications lost', count.lost]]) {
  console.log(`${name}: ${list.length}`);
  for (const line of list.slice(0, 10)) console.log(`  ${line}`);
}
const wrong = [count.mixed, count.five, count.lost].filter((list) => list.length).length + (count.published < 1) + (count.snapshots < 1) + (count.kills < KILLS);
console.log(`\nkill: ${6 - wrong} passed, ${wrong} failed`);
await house.kill('SIGTERM');
process.exit(wrong ? 1 : 0);

function prepare() {
  if (given.data) {
    cpSync(given.data, data, { recursive: true });
    return;
  }
  const source = path.join(folder, 'source');
  execFileSync('python3', [path.join(ROOT, 'bench/archive.py'), source, '--articles', given.articles, '--words', '100-300'], { stdio: 'inherit' });
  for (const args of [['init', data], ['--dir', data, 'import', source, '--json']]) {
    const done = run(args);
    if (done.code !== 0) fail(`indelible ${args.join(' ')} ended with ${done.code}: ${done.stderr}`);
  }
}

async function start() {
  const env = { INDELIBLE_DESK_PORT: String(desk_port), INDELIBLE_DESK_URL: `http://localhost:${desk_port}` };
  house = await open(['--dir', data, 'serve', '--port', String(port)], { env, patience_ms: 60_000 });
  house.desk ??= `http://localhost:${desk_port}/`;
  count.restarts_ms.push(house.started_ms);
}

async function killer() {
  while (count.kills < KILLS) {
    if (random() < 0.5) await pause(50 + random() * 1200);
    else {
      const next = count.published + count.unanswered;
      while (!pressed || count.published + count.unanswered === next) await pause(1);
      await pause(random() * 60);
    }
    const { signal } = await house.kill('SIGKILL');
    if (signal !== 'SIGKILL') count.lost.push(`the house ended by itself: ${signal}\n${house.output.slice(-2000)}`);
    count.kills += 1;
    await start();
    await keptTheirWord(`after kill ${count.kills}`);
    if (given.verbose || count.kills % 10 === 0) console.log(`${count.kills} kills, ${count.published} published, ${count.reads} read, ${count.mixed.length} mixed, ${count.five.length} 5xx, ${count.lost.length} lost`);
  }
}

/** What was acknowledged since the last look is there, within the time that a restart may take to finish what was under way. */
async function keptTheirWord(when) {
  for (const [where, slug] of acknowledged) {
    let status = 0;
    for (let tries = 0; tries < 200 && status !== 200; tries += 1) {
      status = (await get(new URL(where, site), { agent: false }).catch(() => ({ status: 0 }))).status;
      if (status !== 200) await pause(50);
    }
    if (status !== 200) count.lost.push(`${slug} ${when}: ${where} answers ${status}`);
    else acknowledged.delete(where);
    all.add(where);
  }
}

async function publisher() {
  for (let number = 1; !stop; number += 1) {
    const slug = `story-${number}-${Math.floor(random() * 1e6)}`;
    try {
      const piece = await write(editor, { slug, headline: `Story number ${number}`, standfirst: 'What was printed stays printed.', body: `It was number ${number}.\n\nNobody stopped it.` });
      pressed = true;
      const out = await publish(editor, piece);
      if (out) {
        count.published += 1;
        acknowledged.set(out.path, slug);
      }
    } catch (error) {
      count.unanswered += 1;
      if (!/ECONN|hang up|aborted|no answer|EPIPE/.test(error.message)) throw error;
      await pause(20);
    }
    pressed = false;
    await pause(random() * 30);
  }
}

/** A reader's request: `null` when the house is down, which is no fault here. */
async function read(where) {
  try {
    const answer = await get(new URL(where, site), { agent: false, timeout_ms: 10_000 });
    count.reads += 1;
    if (answer.status >= 500) count.five.push(`${where} answered ${answer.status}`);
    return answer;
  } catch {
    await pause(10);
    return null;
  }
}

/** What the front leads to is there. */
async function frontReader() {
  while (!stop) {
    const front = await read('/');
    if (!front) continue;
    const stories = [...new Set([...front.body.toString().matchAll(/href="(\d{4}\/\d\d\/\d\d\/[^"/]+\/)"/g)].map(([, story]) => story))].slice(0, 6);
    for (const story of stories) {
      const answer = await read(story);
      if (answer && answer.status !== 200) count.mixed.push(`the front leads to ${story}, which answers ${answer.status}`);
    }
    await pause(20);
  }
}

async function feedReader() {
  while (!stop) {
    const feed = await read('feed.json');
    if (!feed || feed.status !== 200) continue;
    let items = [];
    try {
      items = JSON.parse(feed.body.toString()).items;
    } catch (error) {
      count.mixed.push(`feed.json is no JSON: ${error.message}`);
    }
    for (const item of items.slice(0, 3)) {
      const answer = await read(new URL(item.url).pathname);
      if (answer && answer.status !== 200) count.mixed.push(`the feed leads to ${item.url}, which answers ${answer.status}`);
      if (answer?.status === 200 && !answer.body.toString().includes(item.title)) count.mixed.push(`${item.url} is not the story of the feed`);
    }
    await pause(30);
  }
}

/** Reads the number of the edition, then pages, then the number again. When it is the same, every page must be what its manifest says, byte for byte. */
async function snapshotReader() {
  let last = 0;
  while (!stop) {
    const before = await read('edition.json');
    if (!before || before.status !== 200) continue;
    const edition = JSON.parse(before.body.toString());
    if (edition.sequence < last) count.mixed.push(`edition ${edition.sequence} was served after ${last}`);
    last = Math.max(last, edition.sequence);
    const pages = [];
    for (const where of ['', 'all/', 'feed.xml', 'feed.json', 'sitemap.xml', newest]) if (where !== null) pages.push([where, await read(where)]);
    const manifest = await manifestOf(edition).catch(() => null);
    const after = await read('edition.json');
    if (!manifest || !after || JSON.parse(after.body.toString()).sequence !== edition.sequence || pages.some(([, page]) => !page)) continue;
    count.snapshots += 1;
    for (const [where, page] of pages) {
      const entry = manifest.get(where) ?? manifest.get(`${where}index.html`);
      const hash = page.raw && crypto.createHash('sha256').update(page.raw).digest('hex');
      if (!entry) count.mixed.push(`edition ${edition.sequence} does not list /${where}, which answers ${page.status}`);
      else if (page.status === 200 && hash !== entry) count.mixed.push(`/${where} is not the page of edition ${edition.sequence}`);
    }
    newest = pages[0][1].body.toString().match(/href="(\d{4}\/\d\d\/\d\d\/[^"/]+\/)"/)?.[1] ?? null;
    await pause(10);
  }
}

/** Path -> hash of all pages of an edition that the snapshot looks at: the undated ones, and the newest month. */
async function manifestOf(edition) {
  const listed = new Map();
  const object = async ([hash]) => {
    const answer = await get(new URL(`o/${hash.slice(0, 2)}/${hash}`, site), { agent: false, headers: { 'accept-encoding': 'gzip' } });
    if (answer.status !== 200) throw new Error(`the object ${hash} of edition ${edition.sequence} answers ${answer.status}`);
    return JSON.parse((answer.body[0] === 0x1f ? zlib.gunzipSync(answer.body) : answer.body).toString());
  };
  for (const segment of edition.undated) for (const [where, entry] of Object.entries(await object(segment))) entry ? listed.set(where, entry[0]) : listed.delete(where);
  const year = Object.keys(edition.years).sort().at(-1);
  if (year) {
    const months = await object(edition.years[year]);
    for (const month of Object.keys(months).sort().slice(-2)) for (const [where, entry] of Object.entries(await object(months[month]))) listed.set(where, entry[0]);
  }
  return listed;
}

async function lastLook() {
  await keptTheirWord('at the end');
  const listed = [];
  for (let page = await read('all/'); page; ) {
    listed.push(page.body.toString());
    const older = page.body.toString().match(/<a[^>]*rel="next"[^>]*href="([^"]+)"|<a[^>]*href="([^"]+)"[^>]*rel="next"/);
    page = older ? await read(new URL(older[1] ?? older[2], page.url).pathname) : null;
  }
  const text = listed.join('');
  for (const where of all) {
    const answer = await read(where);
    if (answer?.status !== 200) count.lost.push(`${where} answers ${answer?.status} at the end`);
    if (!text.includes(where.replace(/^\//, ''))) count.lost.push(`${where} is in no listing at the end`);
  }
  const verified = run(['verify', site]);
  if (verified.code !== 0) count.mixed.push(`verify ended with ${verified.code}: ${verified.stdout}${verified.stderr}`.slice(0, 2000));
}
