#!/usr/bin/env node
// Asks as readers meet them and the desk steers them: the demo in Chromium, with a script and without, on a phone and by keyboard, in three languages.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { launch, lights, listen, settled } from './lib/browser.mjs';
import { join } from './lib/desk.mjs';
import { get } from './lib/http.mjs';
import { demo, options, scratch } from './lib/house.mjs';
import { tooWide, violations } from './lib/judge.mjs';
import { Ledger } from './lib/ledger.mjs';
import { Visitor, formTo, formWith } from './lib/visitor.mjs';

const HELP = `Meets the asks of the demo newspaper, and ends them all.

  node tests/walks/asks.mjs [FOLDER]

  FOLDER       screenshots go there

Needs: chromium, and \`npm ci\` in tests/walks.`;

const given = options(HELP, {});
const folder = given.rest[0];
if (folder) mkdirSync(folder, { recursive: true });
const ledger = new Ledger('asks');
const check = (what, where, wrong) => ledger.note(what, where, wrong);
const dir = path.join(scratch('asks'), 'data');
const house = await demo({ dir });
const site = house.site.replace(/\/$/, '');
const desk = house.desk.replace(/\/$/, '');
const reader = new Visitor(house.site);
const producer = await join({ desk: `${desk}/` }, dir, 'Walk Producer', 'producer');
const chromium = await launch();
const articles = { en: await article('/'), ru: await article('/ru/'), fa: await article('/fa/') };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, reducedMotion: 'reduce' };
const WIDE = { viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' };

await sameBytes();
await withoutScript();
await looks();
await frequency();
await notNow();
await later();
await given_();
await warned();
await keyboard();
await deskLooks();
await theSwitch();

await chromium.close();
const whole = ledger.close(['two readers get the same bytes', 'without script there is one calm box', 'a browser is asked four times in thirty days', 'the switch is live', 'axe']);
await house.close();
process.exit(whole ? 0 : 1);

/** The first story of a front with a box at its end. */
async function article(front) {
  const page = await reader.go(front);
  for (const [, href] of page.html.matchAll(/href="((?:\.\.?\/)+(?:[a-z]{2}\/)?\d{4}\/\d\d\/\d\d\/[^"#]+\/)"/g)) {
    const url = new URL(href, page.url).href;
    const html = (await reader.go(url)).html;
    if (/<section class="give" data-ask/.test(html) && /class="sums"/.test(html)) return url;
  }
  throw new Error(`${front} leads to no story with an ask`);
}

async function sameBytes() {
  for (const [lang, url] of Object.entries(articles)) {
    const plain = await get(url);
    const other = await get(url, { headers: { cookie: 'asks=1; gave=yes', 'user-agent': 'Somebody/1.0', referer: 'https://elsewhere.example/', 'accept-language': 'de' } });
    check('two readers get the same bytes', lang, plain.raw.equals(other.raw) && !plain.headers['set-cookie'] && !other.headers['set-cookie'] ? '' : 'they differ, or there is a cookie');
  }
}

async function withoutScript() {
  const context = await chromium.newContext({ ...PHONE, javaScriptEnabled: false });
  const tab = await context.newPage();
  for (const [lang, url] of Object.entries(articles)) {
    await tab.goto(url, { waitUntil: 'load' });
    const shown = await tab.locator('.give:visible').count();
    const last = await tab.locator('.tail .give').isVisible();
    check('without script there is one calm box', lang, shown === 1 && last ? '' : `${shown} are shown`);
  }
  // Where only lines and banners stand, nothing is asked of somebody without a script.
  await tab.goto(`${site}/section/courts/`, { waitUntil: 'load' });
  check('without script nothing else asks', 'a section', (await tab.locator('.give').count()) === 1 && (await tab.locator('.give:visible').count()) === 0 ? '' : 'a banner is there');
  await context.close();
}

/** Shows the box, on whatever page, with nothing kept yet. */
async function fresh(options, url) {
  const context = await chromium.newContext(options);
  const tab = await context.newPage();
  const heard = listen(tab, site);
  await tab.goto(url, { waitUntil: 'load' });
  return { context, tab, heard };
}

async function judge(tab, where) {
  check('axe', where, await violations(tab));
  check('no sideways scrolling', where, await tooWide(tab));
}

async function shot(tab, name, locator) {
  if (!folder) return;
  const file = path.join(folder, `${name}.png`);
  await (locator ? locator.screenshot({ path: file }) : tab.screenshot({ path: file }));
}

async function looks() {
  for (const [lang, url] of Object.entries(articles)) {
    for (const [size, options] of [['390', PHONE], ['1280', WIDE]]) {
      for (const colorScheme of lights(size, folder)) {
        const { context, tab, heard } = await fresh({ ...options, colorScheme, bypassCSP: true }, url);
        await tab.locator('.tail .give').scrollIntoViewIfNeeded();
        await judge(tab, `article, ${lang}, ${size}, ${colorScheme}`);
        await tab.locator('.tail .give').evaluate((box) => box.scrollIntoView({ block: 'center' }));
        await shot(tab, `ask-${lang}-${size}-${colorScheme}`);
        check('nothing is asked of others', `article, ${lang}`, heard.strangers);
        await tab.goto(url.replace(/\d{4}\/\d\d\/\d\d\/.*$/, 'section/courts/'), { waitUntil: 'load' });
        await judge(tab, `section, ${lang}, ${size}, ${colorScheme}`);
        await shot(tab, `banner-${lang}-${size}-${colorScheme}`);
        await tab.goto(url.replace(/\d{4}\/\d\d\/\d\d\/.*$/, 'section/culture/'), { waitUntil: 'load' });
        check('a bar stays at the foot of the window', `${lang}, ${size}`, await atFoot(tab));
        await judge(tab, `bar, ${lang}, ${size}, ${colorScheme}`);
        await shot(tab, `bar-${lang}-${size}-${colorScheme}`);
        await tab.goto(url.replace(/\d{4}\/\d\d\/\d\d\/.*$/, 'contribute/remind/'), { waitUntil: 'load' });
        await judge(tab, `remind, ${lang}, ${size}, ${colorScheme}`);
        await shot(tab, `remind-${lang}-${size}-${colorScheme}`);
        await context.close();
      }
    }
  }
}

async function atFoot(tab) {
  const bar = await tab.locator('.bar').boundingBox();
  const height = tab.viewportSize().height;
  return bar && Math.abs(bar.y + bar.height - height) < 2 ? '' : `it is at ${JSON.stringify(bar)} of ${height}`;
}

/** Reads to the end of the story, and says whether it was asked. */
async function read(tab, url) {
  await tab.goto(url, { waitUntil: 'load' });
  await tab.evaluate(() => document.querySelector('.tail').scrollIntoView({ block: 'center' }));
  await new Promise((wait) => setTimeout(wait, 250));
  return tab.locator('.tail .give').isVisible();
}

async function frequency() {
  const { context, tab, heard } = await fresh(WIDE, articles.en);
  await tab.evaluate(() => localStorage.clear());
  const seen = [];
  for (let n = 0; n < 6; n += 1) seen.push(await read(tab, articles.en));
  check('a browser is asked four times in thirty days', 'six readings', seen.join() === 'true,true,true,true,false,false' ? '' : seen.join());
  const kept = await tab.evaluate(() => ({ asks: JSON.parse(localStorage.asks), all: Object.keys(localStorage), cookie: document.cookie }));
  const today = Math.floor(Date.now() / 864e5);
  check('the browser keeps days and nothing else', 'six readings', kept.all.join() === 'asks' && !kept.cookie && JSON.stringify(kept.asks) === JSON.stringify({ seen: [today, today, today, today] }) ? '' : JSON.stringify(kept));
  await tab.evaluate((day) => { localStorage.asks = JSON.stringify({ seen: [day, day, day, day] }); }, today - 30);
  check('after thirty days it is asked again', 'a reading later', (await read(tab, articles.en)) ? '' : 'it is not');
  const own = heard.requests.filter((url) => !/\/(assets|media)\/|\.(jpg|webp|svg|png)$|site\.webmanifest|asks\.css$/.test(url) && url !== articles.en);
  check('nothing is sent', 'all readings', own.map((url) => `asked for ${url}`));
  check('nothing complains', 'all readings', heard.errors);
  await context.close();
}

async function notNow() {
  const { context, tab, heard } = await fresh(PHONE, `${site}/section/culture/`);
  await tab.locator('.bar [data-no]').click();
  check('“Not now” hides everything', 'the bar', (await tab.locator('.give:visible').count()) === 0 ? '' : 'it is still there');
  check('and keeps it hidden', 'an article', (await read(tab, articles.en)) ? 'it asks again' : '');
  check('nothing complains', 'not now', heard.errors);
  await context.close();
}

/** From “Remind me later” to the letter, the confirmation and the way out. */
async function later() {
  const { context, tab, heard } = await fresh(PHONE, articles.en);
  await tab.locator('.tail .give').getByRole('link', { name: 'Remind me later' }).click();
  await tab.waitForLoadState('load');
  check('“Remind me later” leads to its page', tab.url(), tab.url() === `${site}/contribute/remind/` ? '' : tab.url());
  for (let tries = 0; tries < 60 && (await tab.locator('select[name=month]').count()) === 0; tries += 1) {
    // The demo's keyholder comes in a moment after the house is open.
    await new Promise((wait) => setTimeout(wait, 500));
    await tab.reload();
  }
  await tab.locator('select[name=month]').selectOption({ index: 2 });
  const month = await tab.locator('select[name=month]').inputValue();
  await tab.locator('[name=address]').fill('walker@reader.example');
  await tab.getByRole('button', { name: 'Remind me' }).click();
  await tab.waitForLoadState('load');
  check('a reminder is asked for', month, /Look into your mail box/.test(await tab.content()) ? '' : (await tab.locator('h1').innerText()));
  const until = await tab.evaluate(() => JSON.parse(localStorage.asks).until);
  check('until that month nothing is asked', month, until === Date.parse(`${month}-01T00:00:00Z`) / 864e5 && !(await read(tab, articles.en)) ? '' : `${until}`);
  const link = await letterLink();
  await tab.goto(link, { waitUntil: 'load' });
  const looked = await tab.locator('h1').innerText();
  await tab.getByRole('button', { name: 'Yes, remind me' }).click();
  await tab.waitForLoadState('load');
  check('the letter’s link confirms by a button', 'the letter', looked === 'Shall we remind you?' && /We will remind you/.test(await tab.content()) ? '' : looked);
  await tab.getByRole('button', { name: 'No, erase my address' }).click();
  await tab.waitForLoadState('load');
  await tab.goto(link, { waitUntil: 'load' });
  check('and erases by another', 'the letter', /Nothing is kept here/.test(await tab.content()) ? '' : await tab.locator('h1').innerText());
  check('nothing complains', 'a reminder', heard.errors);
  await context.close();
}

async function letterLink() {
  for (let tries = 0; tries < 40; tries += 1) {
    const box = await producer.go(`${desk}/mailbox`);
    for (const [, href] of box.html.matchAll(/href="(\/mailbox\/[0-9a-f]+)"/g)) {
      const raw = (await producer.go(`${desk}${href}/raw`)).html.replace(/=\r?\n/g, '');
      const found = raw.match(/https?:\/\/\S+\/contribute\/reminder\/[\w-]+/);
      if (found) return found[0];
    }
    await new Promise((wait) => setTimeout(wait, 250));
  }
  throw new Error('no letter about a reminder was written');
}

/** The way back from a till on another host. */
async function given_() {
  const day = Math.floor(Date.now() / 864e5) + 30;
  const { context, tab } = await fresh(WIDE, `${articles.en}#quiet-${day}`);
  const hidden = (await tab.locator('.give:visible').count()) === 0;
  const hash = new URL(tab.url()).hash;
  check('who gave is not asked until the day that the way back names', `day ${day}`, hidden && !hash && !(await read(tab, articles.en)) ? '' : `hidden: ${hidden}, ${hash}`);
  await tab.goto(`${articles.en}#quiet-99999`);
  await tab.reload();
  const until = await tab.evaluate(() => JSON.parse(localStorage.asks).until);
  check('and for 400 days at most', 'day 99999', until <= day + 370 ? '' : `${until}`);
  await tab.goto(`${articles.en}#quiet-${day - 30}`);
  await tab.reload();
  check('a day that has come lets asks return', `day ${day - 30}`, (await read(tab, articles.en)) ? '' : 'nothing is asked');
  await context.close();
}

/** Who says that they are where giving is a crime is warned, and not asked again. */
async function warned() {
  for (const [lang, url] of Object.entries(articles)) {
    const { context, tab } = await fresh(PHONE, url.replace(/\d{4}\/\d\d\/\d\d\/.*$/, 'contribute/'));
    await tab.locator('input[name=country][value=RU]').check();
    await tab.locator('.danger a').click();
    await tab.waitForLoadState('load');
    const hash = new URL(tab.url()).hash;
    check('where giving is a crime nothing is asked again', lang, hash || (await read(tab, url)) ? `${hash} an ask is there` : '');
    await context.close();
  }
}

async function keyboard() {
  const { context, tab } = await fresh(WIDE, articles.en);
  await tab.locator('.tail .give').evaluate((box) => {
    box.previousElementSibling?.setAttribute('tabindex', '-1');
    (box.closest('article').querySelector('.body a') ?? document.querySelector('.crumbs a')).focus();
  });
  const reached = [];
  for (let n = 0; n < 60 && reached.length < 5; n += 1) {
    await tab.keyboard.press('Tab');
    const inside = await tab.evaluate(() => document.activeElement.closest('.give') && { text: document.activeElement.textContent, outline: getComputedStyle(document.activeElement).outlineStyle });
    if (inside) reached.push(inside);
    else if (reached.length) break;
  }
  check('the keyboard reaches every amount and button, and shows where it is', 'the box', reached.length === 5 && reached.every(({ outline }) => outline === 'solid') ? '' : JSON.stringify(reached));
  await context.close();
}

async function deskLooks() {
  const list = await producer.go(`${desk}/asks`);
  const one = list.html.match(/href="(\/asks\/\d+)"/)[1];
  const cookies = [...producer.cookies].map(([name, value]) => ({ name, value, url: `${desk}/` }));
  const pages = { asks: '/asks', ask: one, preview: `${one}/preview`, why: `/asks/why?at=${encodeURIComponent(new URL(articles.en).pathname)}`, switch: '/asks/switch', removal: `${one}/removal` };
  for (const locale of ['en', 'ru', 'fa']) {
    for (const [size, options] of [['390', PHONE], ['1280', WIDE]]) {
      for (const colorScheme of lights(size, folder)) {
        const context = await chromium.newContext({ ...options, colorScheme, locale, bypassCSP: true });
        await context.addCookies(cookies);
        const tab = await context.newPage();
        for (const [name, where] of Object.entries(pages)) {
          await tab.goto(`${desk}${where}`, { waitUntil: 'load' });
          await settled(tab);
          await judge(tab, `desk, ${name}, ${locale}, ${size}, ${colorScheme}`);
          if (folder && (locale === 'en' || name === 'asks' || name === 'ask')) await tab.screenshot({ path: path.join(folder, `desk-${name}-${locale}-${size}-${colorScheme}.png`), fullPage: name !== 'preview' });
        }
        await context.close();
      }
    }
  }
  const why = await producer.go(`${desk}${pages.why}`);
  check('the desk says why an ask stands', articles.en, /class="ask-row stands"/.test(why.html) ? '' : 'none stands');
}

async function theSwitch() {
  const bare = await chromium.newContext({ ...WIDE, javaScriptEnabled: false });
  const tab = await bare.newPage();
  for (const [to, shown] of [['off', false], ['on', true], ['off', false]]) {
    const page = await producer.go(`${desk}/asks/switch`);
    const form = formTo(page, /\/asks\/switch$/) ?? formWith(page, 'token');
    const began = performance.now();
    await producer.send(page, form, {}, ['to', to], { stay: true });
    let took = 0;
    for (;;) {
      await tab.goto(articles.en, { waitUntil: 'load' });
      took = performance.now() - began;
      if ((await tab.locator('.give').isVisible().catch(() => false)) === shown || took > 10_000) break;
    }
    // How fast it is, bench/switch.sh says.
    if (!shown) check('the switch is live', `${to}, a page without script`, took < 10_000 ? '' : 'the box still stands');
    else check('and turns back', to, took < 10_000 ? '' : 'the box does not come back');
    ledger.say(`asks ${to}: seen after ${Math.round(took)} ms`);
  }
  await bare.close();
}
