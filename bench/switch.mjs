#!/usr/bin/env node
// Turns all asks off and on again, and watches from outside until readers have the new sheet, and at last the oldest page without its ask.

import { join } from '../tests/walks/lib/desk.mjs';
import { run } from '../tests/walks/lib/house.mjs';
import { get } from '../tests/walks/lib/http.mjs';
import { formTo, formWith } from '../tests/walks/lib/visitor.mjs';

const [, , dir, site, desk, oldest, presses, label] = process.argv;
if (!label) {
  console.error('switch.mjs DIR SITE DESK OLDEST PRESSES LABEL; bench/switch.sh calls it');
  process.exit(2);
}
const NOTHING = '[data-ask]{display:none!important}\n';
/** A page of the oldest kind is printed last: with 100,000 articles that is some minutes. */
const LONG = 1_800_000;

/** Asks again and again until a page is so. Answers the milliseconds since `began`. */
async function until(began, path, is, patience_ms = 30_000) {
  for (;;) {
    const answer = await get(new URL(path, site).href);
    if (answer.status === 200 && is(answer.body.toString('utf8'))) return performance.now() - began;
    if (performance.now() - began > patience_ms) throw new Error(`${path} was not as it should be after ${patience_ms} ms`);
    await new Promise((later) => setTimeout(later, patience_ms === LONG ? 50 : 4));
  }
}

function edition() {
  const listed = run(['--dir', dir, 'edition', 'list', '--most', '1', '--json']);
  return JSON.parse(listed.stdout)[0].number;
}

/** Presses the switch. Answers when the desk has answered, and when readers had the sheet. */
async function turn(to) {
  const page = await producer.go('/asks/switch');
  const began = performance.now();
  const pressed = producer.send(page, formTo(page, /\/asks\/switch$/), {}, ['to', to], { stay: true }).then(({ status }) => {
    if (status !== 303) throw new Error(`the switch answered ${status}`);
    return performance.now() - began;
  });
  const seen = until(began, '/asks.css', (sheet) => (sheet === NOTHING) === (to === 'off'));
  const [answered, sheet] = await Promise.all([pressed, seen]);
  return { answered, sheet };
}

// Where something can be given, every page says so: all of it is printed once more.
await until(performance.now(), '/', (html) => html.includes('contribute/'), LONG);
const producer = await join({ desk }, dir, 'Bench Producer', 'producer');
const blank = await producer.go('/asks/new');
const ask = { name: 'Bench', place: 'end', 'title-en': 'You keep us going', 'text-en': 'Readers pay for this.', 'button-en': 'Give' };
const made = await producer.send(blank, formWith(blank, 'text-en'), ask, null, { stay: true });
if (made.status !== 303) throw new Error(`the ask was answered with ${made.status}`);
const stands = (html) => html.includes('<section class="give" data-ask');
await until(performance.now(), oldest, stands, LONG);

const seen = { answered: [], off: [], on: [] };
for (let press = 0; press < Number(presses); press += 1) {
  const { answered, sheet } = await turn('off');
  seen.answered.push(answered);
  seen.off.push(sheet);
  seen.on.push((await turn('on')).sheet);
}
while (/Pages are still being printed/.test((await producer.go('/asks')).html)) await new Promise((later) => setTimeout(later, 200));
const before = edition();
const began = performance.now();
await turn('off');
const oldest_ms = await until(began, oldest, (html) => !stands(html), LONG);
const p = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
const out = { label, presses: seen.off.length, oldest_ms, editions: edition() - before };
for (const [what, list] of Object.entries(seen)) out[what] = { p50: p(list, 0.5), most: p(list, 1) };
console.log(JSON.stringify(out));
process.exit(0);
