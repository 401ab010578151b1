#!/usr/bin/env node
// Every page of the demo's desk in a real browser: axe, sideways scrolling, complaints; with a FOLDER also screenshots.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { launch, listen } from './lib/browser.mjs';
import { demoDoor } from './lib/desk.mjs';
import { Ledger } from './lib/ledger.mjs';
import { demo, options } from './lib/house.mjs';

const HELP = `Walks through the desk of the demo newspaper in Chromium.

  node tests/walks/desk.mjs [FOLDER] [--desk URL] [--css FILE] [--only NAME]

  FOLDER       screenshots go there: en-edit-390-dark.png …
  --desk URL   a demo's desk that runs already, instead of a demo started for this walk
  --css FILE   a style sheet to try in the place of the built-in desk.css
  --only NAME  only this page: list, edit, publication, …

Needs: chromium, and \`npm ci\` in tests/walks.`;

const given = options(HELP, { desk: '', css: '', only: '' });
const folder = given.rest[0];
if (folder) mkdirSync(folder, { recursive: true });
const ledger = new Ledger('desk');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const house = given.desk ? { desk: given.desk, close: async () => {} } : await demo();
const desk = house.desk.endsWith('/') ? house.desk : `${house.desk}/`;
const door = await demoDoor({ desk });
const cookies = [...door.cookies].map(([name, value]) => ({ name, value, url: desk }));
const chromium = await launch();

const rooms = await found();
for (const [name, where] of Object.entries(rooms)) {
  if (given.only && name !== given.only) continue;
  for (const lang of name === 'list' || name === 'edit' || name === 'publication' || name === 'sign-in' ? ['en', 'ru', 'fa'] : ['en']) await visit(name, where, lang);
}
await chromium.close();
const whole = ledger.close(['axe', 'no sideways scrolling', 'nothing complains']);
await house.close();
process.exit(whole ? 0 : 1);

/** A page of each kind, found as an editor would: from the list of pieces. */
async function found() {
  const hrefs = async (where) => [...(await door.go(where)).html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href.replaceAll('&amp;', '&'));
  const pieces = async (where) => [...new Set((await hrefs(where)).filter((href) => /^\/pieces\/[^/?]+$/.test(href) && !href.endsWith('/new')))];
  const live = (await pieces('/?state=published'))[0] ?? (await pieces('/'))[0];
  const draft = (await pieces('/?state=draft'))[0] ?? (await pieces('/?state=ready'))[0] ?? live;
  const picture = (await hrefs('/pictures')).find((href) => /^\/pictures\/(?!new)[^?]+$/.test(href));
  return {
    'sign-in': '/sign-in', invitation: '/invitation', list: '/', new: '/pieces/new', edit: live, draft,
    preview: `${live}/preview`, revisions: `${live}/revisions`, comparison: `${live}/comparison?old=1&new=1`, publication: `${live}/publication`, first: `${draft}/publication`,
    schedule: `${draft}/schedule`, withdrawal: `${live}/withdrawal`, pictures: '/pictures', upload: '/pictures/new', picture, terms: '/terms', people: '/people', me: '/me', refusal: '/pieces/none',
  };
}

async function visit(name, where, lang) {
  const stranger = ['sign-in', 'invitation'].includes(name);
  for (const [width, height] of [[1280, 900], [390, 844]]) {
    const context = await chromium.newContext({ viewport: { width, height }, deviceScaleFactor: width < 400 ? 2 : 1, reducedMotion: 'reduce', locale: lang, bypassCSP: Boolean(given.css) });
    if (!stranger) await context.addCookies(cookies);
    const tab = await context.newPage();
    if (given.css) await tab.route('**/*desk*.css*', (route) => route.fulfill({ path: given.css, contentType: 'text/css' }));
    const heard = listen(tab, desk);
    const label = `${lang} ${name}, ${width}: ${where}`;
    await tab.goto(new URL(where, desk).href, { waitUntil: 'load' });
    await tab.waitForLoadState('networkidle');
    ledger.note('nothing complains', label, heard.errors.filter((error) => name !== 'refusal' || !/404/.test(error)));
    ledger.note('no sideways scrolling', label, await tab.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth > clientWidth ? `the page is ${scrollWidth} wide, the window ${clientWidth}` : '';
    }));
    for (const colorScheme of ['light', 'dark']) {
      await tab.emulateMedia({ colorScheme });
      if (folder) await tab.screenshot({ path: path.join(folder, `${lang}-${name}-${width}-${colorScheme}.png`), fullPage: true });
      if (!(await tab.evaluate(() => 'axe' in window))) await tab.evaluate(axe);
      const { violations } = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
      ledger.note('axe', `${label}, ${colorScheme}`, violations.map((v) => `${v.id} (${v.impact}): ${v.help}: ${v.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(', ')}; ${(v.nodes[0].any[0] ?? v.nodes[0].all[0])?.message ?? ''}`));
    }
    await context.close();
  }
  ledger.say(`${lang} ${name}`);
}
