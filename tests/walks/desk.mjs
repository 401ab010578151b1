#!/usr/bin/env node
// Every page of the demo's desk in a real browser: axe, sideways scrolling, complaints; with a FOLDER also screenshots.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { launch, lights, listen, settled } from './lib/browser.mjs';
import { demoDoor, join, write } from './lib/desk.mjs';
import { formTo } from './lib/visitor.mjs';
import { tooWide, violations } from './lib/judge.mjs';
import { Ledger } from './lib/ledger.mjs';
import { ROOT, demo, options, scratch } from './lib/house.mjs';

const HELP = `Walks through the desk of the demo newspaper in Chromium.

  node tests/walks/desk.mjs [FOLDER] [--css FILE] [--only NAME]

  FOLDER       screenshots go there: en-edit-390-dark.png …
  --css FILE   a style sheet to try in the place of the built-in desk.css
  --only NAME  only this page: list, edit, publication, …

Needs: chromium, and \`npm ci\` in tests/walks.`;

const given = options(HELP, { css: '', only: '' });
const folder = given.rest[0];
if (folder) mkdirSync(folder, { recursive: true });
const ledger = new Ledger('desk');
const dir = path.join(scratch('desk'), 'data');
const house = await demo({ dir });
const desk = house.desk.endsWith('/') ? house.desk : `${house.desk}/`;
const door = await demoDoor({ desk });
const admin = await join({ desk }, dir, 'Walk Admin', 'admin');
const crumbs = (visitor) => [...visitor.cookies].map(([name, value]) => ({ name, value, url: desk }));
const chromium = await launch();

const EVERY_LANGUAGE = ['sign-in', 'list', 'edit', 'publication', 'letters', 'issue', 'live', 'live-post'];
const REFUSED = { refusal: /404|400/, forbidden: /403/ };
const rooms = await found();
for (const [name, where] of Object.entries(rooms)) {
  if (given.only && name !== given.only) continue;
  if (!ledger.note('every room is found', name, where && !where.startsWith('undefined') ? '' : 'no page leads to it')) continue;
  for (const lang of EVERY_LANGUAGE.includes(name) ? ['en', 'ru', 'fa'] : ['en']) await visit(name, where, lang);
}
await chromium.close();
const whole = ledger.close(['axe', 'no sideways scrolling', 'nothing complains']);
await house.close();
process.exit(whole ? 0 : 1);

/** A page of each kind, found as an editor would; what the demo lacks (a draft of two revisions, a picture of one's own) is made first. */
async function found() {
  const hrefs = async (where) => [...(await door.go(where)).html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href.replaceAll('&amp;', '&'));
  const coverage = (await hrefs('/?q=ferry+with')).find((href) => /^\/pieces\/\d+\/live$/.test(href));
  const post = (await hrefs(coverage)).find((href) => /^\/live\/\d+$/.test(href));
  await draftPost(coverage);
  const live = (await hrefs('/?state=published')).find((href) => /^\/pieces\/\d+$/.test(href));
  const { piece: draft } = await write(door, { headline: 'A Fog Comes In, and Stays', standfirst: 'Nobody at the harbour had ordered one.', body: 'The fog came in at four.\n\nIt asked for nobody by name.', slug: 'a-fog-comes-in' });
  const page = await door.go(draft);
  await door.send(page, formTo(page, /^\/pieces\/\d+$/), { body: 'The fog came in at five, as fogs do.\n\nIt asked for nobody by name. It had a list.' });
  await upload();
  const letter = (await hrefs('/letters')).find((href) => /^\/letters\/\d+$/.test(href));
  // Drafts come first, and the demo has the draft of next Friday.
  const [issue, ...sent] = (await hrefs(letter)).filter((href) => /^\/issues\/\d+$/.test(href));
  await testLetter(issue);
  const caught = (await hrefs('/mailbox')).find((href) => /^\/mailbox\/[0-9a-f]+$/.test(href));
  const picture = (await hrefs('/pictures')).find((href) => /^\/pictures\/(?!new)[^?]+$/.test(href));
  return {
    'sign-in': '/sign-in', invitation: '/invitation', list: '/', new: '/pieces/new', edit: live, draft, conflict: draft, preview: `${live}/preview`,
    revisions: `${draft}/revisions`, outings: `${live}/revisions`, comparison: `${draft}/comparison?old=1&new=2`, publication: `${live}/publication`, first: `${draft}/publication`,
    schedule: `${draft}/schedule`, withdrawal: `${live}/withdrawal`, pictures: '/pictures', upload: '/pictures/new', picture, terms: '/terms', author: (await hrefs('/terms?kind=author')).find((href) => /^\/terms\/.*author/.test(href)),
    letters: '/letters', letter, 'new-letter': '/letters/new', 'letter-about': `${letter}/about`, issue, 'issue-preview': `${sent[0]}/preview`, 'issue-dark': `${sent[0]}/preview?scheme=dark`,
    'issue-text': `${sent[0]}/preview?as=text`, 'issue-readiness': `${issue}/readiness`, 'issue-out': sent[0], 'issue-withdrawal': `${sent[0]}/withdrawal`, mailbox: '/mailbox', caught,
    live: coverage, 'live-post': post, people: '/people', me: '/me', forbidden: '/people', refusal: '/pieces/none',
  };
}

/** A draft for the live desk. */
async function draftPost(coverage) {
  const page = await door.go(coverage);
  await door.send(page, { ...formTo(page, /\/live\/posts$/), attrs: [{ name: 'action', value: `${coverage}/drafts` }, { name: 'method', value: 'post' }] }, { body: 'The bread lorry has its own account of this.' });
}

/** Gives an issue a subject and sends a test of it, which the demo's mail box catches. */
async function testLetter(issue) {
  const page = await door.go(issue);
  await door.send(page, formTo(page, /^\/issues\/\d+$/), { subject: 'A fog, and a week', do: 'save' });
  const preview = await door.go(`${issue}/preview`);
  await door.send(preview, formTo(preview, /\/test$/), { to: 'walker@harbour-lamp.example' });
  // It leaves from a queue in memory.
  for (let tries = 0; tries < 50 && !/\/mailbox\/[0-9a-f]{16}/.test((await door.go('/mailbox')).html); tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
}

/** A picture, sent through the form by the browser. */
async function upload() {
  const context = await chromium.newContext();
  await context.addCookies(crumbs(door));
  const tab = await context.newPage();
  await tab.goto(new URL('/pictures/new', desk).href);
  await tab.setInputFiles('[name=file]', path.join(ROOT, 'demo/pictures/cement-plant.jpg'));
  await tab.fill('[name=alt]', 'A grey plant with silos and a conveyor under a pale sun.');
  await tab.fill('[name=credit]', 'Elsa Varrow');
  await tab.fill('[name=caption]', 'The Dunmere plant, forty kilometres south of Port Varn.');
  await Promise.all([tab.waitForEvent('load', { timeout: 60_000 }), tab.click('main .big')]);
  ledger.note('a form of the desk is taken from a real browser', '/pictures', /\/pictures\/.+/.test(tab.url()) ? '' : `it was answered with “${(await tab.locator('main').innerText()).slice(0, 200)}”`);
  await context.close();
}

/** Somebody else saves while the piece is open in `tab`, and then the tab saves too. */
async function collide(tab, where) {
  const page = await door.go(where);
  await door.send(page, formTo(page, /^\/pieces\/\d+$/), { standfirst: `Nobody at the harbour had ordered one, at ${Date.now()}.` });
  await tab.fill('#draft [name=headline]', 'A Fog Comes In, and Is Asked to Leave');
  await tab.click('#draft .acts button');
  await tab.waitForLoadState('load');
  ledger.note('a late save is told of', where, (await tab.locator('.conflict').count()) === 1 ? '' : 'no word of the conflict');
}

async function visit(name, where, lang) {
  const stranger = ['sign-in', 'invitation'].includes(name);
  for (const [width, height] of [[1280, 900], [390, 844]]) {
    const context = await chromium.newContext({ viewport: { width, height }, deviceScaleFactor: width < 400 ? 2 : 1, reducedMotion: 'reduce', locale: lang });
    if (!stranger) await context.addCookies(crumbs(name === 'people' ? admin : door));
    const tab = await context.newPage();
    if (given.css) await tab.route('**/*desk*.css*', (route) => route.fulfill({ path: given.css, contentType: 'text/css' }));
    const heard = listen(tab, desk);
    const label = `${lang} ${name}, ${width}: ${where}`;
    await tab.goto(new URL(where, desk).href, { waitUntil: 'load' });
    if (name === 'conflict') await collide(tab, where);
    await settled(tab);
    ledger.note('nothing complains', label, heard.errors.filter((error) => !REFUSED[name]?.test(error) && !(name === 'conflict' && /409/.test(error))));
    ledger.note('no sideways scrolling', label, await tooWide(tab));
    for (const colorScheme of lights(width, folder)) {
      await tab.emulateMedia({ colorScheme });
      if (folder) await tab.screenshot({ path: path.join(folder, `${lang}-${name}-${width}-${colorScheme}.png`), fullPage: true });
      ledger.note('axe', `${label}, ${colorScheme}`, await violations(tab));
    }
    await context.close();
  }
  ledger.say(`${lang} ${name}`);
}
