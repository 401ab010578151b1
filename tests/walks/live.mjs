#!/usr/bin/env node
// Live coverage as somebody reads along: the demo's ferry open in Chromium, while the desk posts, corrects, withdraws and ends.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { launch, listen } from './lib/browser.mjs';
import { demoDoor } from './lib/desk.mjs';
import { formTo } from './lib/visitor.mjs';
import { Ledger } from './lib/ledger.mjs';
import { demo, options } from './lib/house.mjs';

const HELP = `Reads along with live coverage, with a script and without.

  node tests/walks/live.mjs [FOLDER]

  FOLDER       screenshots go there

Needs: chromium, and \`npm ci\` in tests/walks.`;

const given = options(HELP, {});
const folder = given.rest[0];
if (folder) mkdirSync(folder, { recursive: true });
const ledger = new Ledger('live');
const house = await demo();
const door = await demoDoor(house);
const front = await door.go(house.site);
const address = await coverage();
const chromium = await launch();
const desk = await liveDesk();

const context = await chromium.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, reducedMotion: 'reduce' });
const tab = await context.newPage();
const heard = listen(tab, house.site);
// The page waits by its own clock, which is moved by hand here.
await tab.clock.install();
await tab.goto(address, { waitUntil: 'load' });
const asked = [];
tab.on('response', (response) => response.url().endsWith('live.html') && asked.push(response.status()));
const wait = async (seconds) => {
  const before = asked.length;
  await tab.clock.fastForward(seconds * 1000);
  for (let tries = 0; tries < 50 && asked.length === before; tries += 1) await new Promise((later) => setTimeout(later, 40));
  await new Promise((later) => setTimeout(later, 150));
};
const check = (what, where, wrong) => ledger.note(what, where, wrong);
const numbers = () => tab.$$eval('.post', (all) => all.map((post) => post.id));
const button = () => tab.locator('.fresh button');

await wait(5);
check('nothing is asked before its time', '5 s', asked.length ? `${asked.length} questions` : '');
await wait(30);
check('an open page asks for its fragment', '35 s', asked[0] === 200 ? '' : `answered ${asked}`);
await wait(30);
check('nothing new is a 304', '65 s', asked[1] === 304 ? '' : `answered ${asked}`);

await tab.evaluate(() => window.scrollTo(0, 1500));
const before = await tab.evaluate(() => ({ y: scrollY, top: document.querySelector('.posts').getBoundingClientRect().top, posts: document.querySelectorAll('.post').length }));
await post('The crew has been told to go below. *None of them went.*', 'The crew stays on deck');
await post('The mayor has asked for the chalk back.');
await wait(30);
check('new posts are offered', 'two posts', (await button().innerText().catch(() => 'no button')) === '2 new posts' ? '' : await button().innerText().catch(() => 'no button'));
const after = await tab.evaluate(() => ({ y: scrollY, top: document.querySelector('.posts').getBoundingClientRect().top, posts: document.querySelectorAll('.post').length }));
check('nothing moves under the reader', 'two posts', JSON.stringify(before) === JSON.stringify(after) ? '' : `${JSON.stringify(before)} became ${JSON.stringify(after)}`);
check('the tab says how many there are', 'two posts', /^\(2\) /.test(await tab.title()) ? '' : await tab.title());
if (folder) await tab.screenshot({ path: path.join(folder, 'live-offer-390.png') });
await button().click();
check('they come in when they are asked for', 'two posts', (await numbers()).includes('p22') && (await tab.locator('.post.new').count()) === 2 ? '' : `${await numbers()}`);
check('the newest stands above the others', 'two posts', await tab.evaluate(() => document.querySelector('.post:not(.pinned)').id === 'p22') ? '' : `${await numbers()}`);
if (folder) await tab.screenshot({ path: path.join(folder, 'live-taken-390.png') });

await act('p22', /\/withdrawal$/);
await edit('The crew has been told to go below.', 'The crew has been told to go below twice. *None of them went.*');
await wait(30);
check('a withdrawn post goes at once', 'p22', (await numbers()).includes('p22') ? 'it is still there' : '');
check('a corrected post is corrected where it stands', 'p21', /below twice/.test(await tab.locator('#p21').innerText()) ? '' : await tab.locator('#p21').innerText());

await tab.evaluate(() => {
  Object.defineProperty(document, 'hidden', { value: true, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
});
const seen = asked.length;
await wait(60);
check('a tab that nobody looks at asks less', '60 s', asked.length === seen ? '' : `${asked.length - seen} questions`);
await wait(180);
check('and does not forget', '240 s', asked.length > seen ? '' : 'it asked nothing');
await tab.evaluate(() => {
  Object.defineProperty(document, 'hidden', { value: false, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
});

const live = await door.go(desk);
await door.send(live, formTo(live, /\/live\/end$/));
// The desk does not wait for the edition that says so.
for (let tries = 0; tries < 3 && !/has ended/.test(await tab.locator('.state').innerText()); tries += 1) await wait(40);
check('an end is said', 'the state', /has ended/.test(await tab.locator('.state').innerText()) ? '' : await tab.locator('.state').innerText());
const last = asked.length;
await tab.clock.fastForward(1_200_000);
await new Promise((later) => setTimeout(later, 300));
check('after the end nothing is asked', '20 min', asked.length === last ? '' : `${asked.length - last} questions`);
check('nothing complains', address, heard.errors);
check('nothing is asked of others', address, heard.strangers);
await context.close();

const again = await door.go(desk);
await door.send(again, formTo(again, /\/live\/reopening$/));
const bare = await chromium.newContext({ javaScriptEnabled: false });
const old = await bare.newPage();
for (let tries = 0; tries < 50; tries += 1) {
  await old.goto(address);
  if ((await old.locator('noscript a, .state b').count()) > 0) break;
  await new Promise((later) => setTimeout(later, 100));
}
check('without script the page is loaded anew', address, (await old.content()).includes('http-equiv="refresh"') && (await old.getByRole('link', { name: 'Load the newest posts' }).count()) === 1 ? '' : 'no refresh, or no link');
await bare.close();
await chromium.close();
const whole = ledger.close(['an open page asks for its fragment', 'new posts are offered', 'nothing moves under the reader', 'an end is said']);
await house.close();
process.exit(whole ? 0 : 1);

/** The address of the coverage that goes on, for readers. */
async function coverage() {
  for (const [, href] of front.html.matchAll(/href="\.\/(\d{4}\/\d\d\/\d\d\/[^"/]+\/)"/g)) {
    const page = await door.go(new URL(href, house.site).href);
    if (page.html.includes('data-from="live.html"')) return page.url;
  }
  throw new Error('the front leads to no coverage that goes on');
}

/** The live desk of the same piece. */
async function liveDesk() {
  const slug = address.match(/([^/]+)\/$/)[1];
  const list = await door.go(`/?q=ferry+with`);
  for (const [, href] of list.html.matchAll(/href="(\/pieces\/\d+\/live)"/g)) {
    if ((await door.go(href)).html.includes(`/${slug}/`)) return href;
  }
  throw new Error(`the list leads to no live desk of ${slug}`);
}

async function post(body, headline = '') {
  const page = await door.go(desk);
  const answer = await door.send(page, formTo(page, /\/live\/posts$/), { body, headline });
  if (!/Readers have it/.test(answer.html)) throw new Error(`the post was answered with ${answer.status}`);
}

/** Sends a form of a post that is named by its anchor at the readers'. */
async function act(anchor, pattern) {
  const page = await door.go(desk);
  // The list begins with the newest, and so does what is looked for here.
  const form = formTo(page, pattern);
  const answer = await door.send(page, form);
  if (answer.status !== 200) throw new Error(`${anchor}: answered ${answer.status}`);
}

async function edit(words, body) {
  const page = await door.go(desk);
  const at = page.html.indexOf(words);
  const href = page.html.slice(at).match(/href="(\/live\/\d+)"/)[1];
  const one = await door.go(href);
  await door.send(one, formTo(one, /^\/live\/\d+$/), { body });
}
