#!/usr/bin/env node
// Presses Publish again and again, and watches from outside until readers have the story: its page, the front, the feed.

import http from 'node:http';
import { join, press, ready, write } from '../tests/walks/lib/desk.mjs';

const [, , dir, site, desk, publications, label] = process.argv;
if (!label) {
  console.error('publish.mjs DIR SITE DESK PUBLICATIONS LABEL; bench/publish.sh calls it');
  process.exit(2);
}
const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });

function fetch_(path, tag) {
  return new Promise((resolve, reject) => {
    http.get(new URL(path, site), { agent, headers: tag ? { 'if-none-match': tag } : {} }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => resolve({ status: answer.statusCode, tag: answer.headers.etag, body: Buffer.concat(parts).toString() }));
      answer.on('error', reject);
    }).on('error', reject);
  });
}

/** Asks again and again, saying what it has already, as a browser would: the two cores are for the press. */
async function until(began, path, is) {
  let tag;
  for (;;) {
    const answer = await fetch_(path, tag);
    if (answer.status !== 304 && is(answer)) return performance.now() - began;
    if (answer.status !== 404) tag = answer.tag;
    if (performance.now() - began > 30_000) throw new Error(`${path} did not have the story after 30 s`);
    await new Promise((later) => setTimeout(later, 4));
  }
}

const editor = await join({ desk }, dir, 'Mira Editor', 'editor');
const run = Date.now().toString(36);
const seen = { answered: [], page: [], front: [], feed: [], all: [] };
for (let number = 0; number < Number(publications) + 3; number += 1) {
  const slug = `bench-${run}-${number}`;
  const body = Array.from({ length: 12 }, (_, n) => `Paragraph ${n} of story ${number}: the council met in the old customs house and the minutes were kept, as they have been since 1894, by hand. `.repeat(3)).join('\n\n');
  const form = await ready(editor, await write(editor, { slug, headline: `Bench story ${run} ${number}`, standfirst: 'Timed from the press of the button.', body }));
  const began = performance.now();
  const pressed = press(editor, form);
  const watched = pressed.then(({ path }) => path);
  const answered = pressed.then(() => performance.now() - began);
  // Asked from the moment of the press on, by three readers at once.
  const { pathOf } = await import('../tests/walks/lib/desk.mjs');
  const path = pathOf(slug, new Date());
  const times = await Promise.all([
    until(began, path, (answer) => answer.status === 200),
    until(began, '/', (answer) => answer.body.includes(slug)),
    until(began, '/feed.json', (answer) => answer.body.includes(slug)),
  ]);
  await watched;
  if (number < 3) continue; // warming up
  seen.answered.push(await answered);
  ['page', 'front', 'feed'].forEach((what, at) => seen[what].push(times[at]));
  seen.all.push(Math.max(...times));
}
const p = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
const out = { label, publications: seen.all.length };
for (const [what, list] of Object.entries(seen)) out[what] = { p50: p(list, 0.5), p99: p(list, 0.99), most: p(list, 1) };
console.log(JSON.stringify(out));
process.exit(0);
