#!/usr/bin/env node
// Screenshots of every kind of page, phone and desktop, light and dark, in each language.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { crawl, kindOf } from './lib/crawl.mjs';
import { each, get } from './lib/http.mjs';
import { launch, settled } from './lib/browser.mjs';
import { demo, fail, options } from './lib/house.mjs';

const HELP = `Takes screenshots of every kind of page.

  node tests/walks/screens.mjs FOLDER [--url URL] [--only KIND] [--fold]

  FOLDER       where the pictures go: en-article-390-light.png …
  --url URL    a site that runs already, instead of a demo started for this
  --only KIND  only this kind: front, article, section, tag, author, dossier, archive, …
  --fold       only what is seen without scrolling, not the whole page`;

const given = options(HELP, { url: '', only: '', fold: false });
const folder = given.rest[0] ?? fail(HELP);
mkdirSync(folder, { recursive: true });
const house = given.url ? { site: given.url, close: async () => {} } : await demo();
const start = house.site.endsWith('/') ? house.site : `${house.site}/`;
const extra = ['', 'ru/', 'fa/'].flatMap((prefix) => [`${prefix}404.html`, `${prefix}search/?q=${encodeURIComponent(prefix === 'ru/' ? 'озеро' : prefix === 'fa/' ? 'دریاچه' : 'lake')}`]);
const canonical = (await get(start)).body.toString('utf8').match(/<link rel="canonical" href="([^"]+)"/)?.[1];
const { pages } = await crawl(start, { extra, canonical });

// Of each kind the page that has most to show.
const chosen = new Map();
for (const page of pages.values()) {
  if (!page.html) continue;
  const { kind, edition } = kindOf(page.url, start);
  const key = `${edition}-${kind.replace(/\W+/g, '-')}`;
  if (given.only && kind !== given.only) continue;
  if (!chosen.has(key) || page.html.length > chosen.get(key).html.length) chosen.set(key, page);
}
const chromium = await launch();
let taken = 0;
await each([...chosen], 2, async ([key, page]) => {
  for (const width of [390, 1280]) {
    for (const colorScheme of ['light', 'dark']) {
      const context = await chromium.newContext({ viewport: { width, height: width === 390 ? 844 : 900 }, colorScheme, deviceScaleFactor: width === 390 ? 2 : 1, reducedMotion: 'reduce' });
      const tab = await context.newPage();
      await tab.goto(page.url, { waitUntil: 'load' });
      await tab.evaluate(async () => {
        for (let y = 0; y < document.documentElement.scrollHeight; y += 800) {
          window.scrollTo(0, y);
          await new Promise((later) => setTimeout(later, 20));
        }
        window.scrollTo(0, 0);
      });
      await settled(tab);
      await tab.screenshot({ path: path.join(folder, `${key}-${width}-${colorScheme}.png`), fullPage: !given.fold });
      taken += 1;
      await context.close();
    }
  }
});
await chromium.close();
await house.close();
console.log(`${taken} screenshots of ${chosen.size} pages in ${folder}`);
process.exit(0);
