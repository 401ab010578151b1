#!/usr/bin/env node
// The edition as plain files: exported, put into a sub-folder of another site, served by Python, and read from there.

import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { crawl, kindOf } from './lib/crawl.mjs';
import { launch, listen } from './lib/browser.mjs';
import { Ledger } from './lib/ledger.mjs';
import { demo, freePort, options, run, scratch } from './lib/house.mjs';

const HELP = `Exports the demo newspaper as plain files and reads it from a sub-path.

  node tests/walks/export.mjs [--dir DIR] [--plain]

  --dir DIR   a data directory that exists (nothing may be serving it), instead of a demo made for this walk
  --plain     no browser

Needs: python3, chromium, and \`npm ci\` in tests/walks.`;

const given = options(HELP, { dir: '', plain: false });
const ledger = new Ledger('export');
const SUB = 'a/deep%20folder/the-paper/';
const folder = scratch('export');
let data = given.dir;
if (!data) {
  data = path.join(folder, 'data');
  const house = await demo({ dir: data });
  ledger.say(`the demo stood after ${Math.round(house.started_ms)} ms`);
  const { code, signal } = await house.close();
  ledger.note('the demo ends when it is told to', 'SIGTERM', code === 0 ? '' : `it ended with ${code ?? signal}`);
}

const site = path.join(folder, 'www', decodeURI(SUB));
const exported = run(['--dir', data, 'export', 'static', site]);
ledger.note('the export ends well', 'indelible export static', exported.code === 0 ? '' : `it ended with ${exported.code}: ${exported.stderr}`);
if (exported.code === 0) await read();
ledger.close(['every internal link leads to a page', 'verify accepts the folder', ...(given.plain ? [] : ['the browser finds all it asks for'])]);
process.exit(process.exitCode);

async function read() {
  const again = run(['--dir', data, 'export', 'static', site]);
  ledger.note('the export can be repeated', 'the same folder', again.code === 0 ? '' : `it ended with ${again.code}: ${again.stderr}`);
  const verified = run(['verify', site, '--json', '--dir', data]);
  ledger.note('verify accepts the folder', site, verified.code === 0 ? '' : `it ended with ${verified.code}: ${verified.stdout.slice(0, 400)} ${verified.stderr.slice(0, 400)}`);

  const port = await freePort();
  const python = spawn('python3', ['-m', 'http.server', String(port), '--bind', '127.0.0.1', '--directory', path.join(folder, 'www')], { stdio: 'ignore' });
  process.on('exit', () => python.kill());
  const start = `http://127.0.0.1:${port}/${SUB}`;
  await reachable(start);

  const canonical = (await (await fetch(start)).text()).match(/<link rel="canonical" href="([^"]+)"/)?.[1] ?? start;
  const { pages } = await crawl(start, { canonical, extra: ['sitemap.xml', 'edition.json', 'feeds/all.xml', 'ru/', 'fa/'] });
  for (const [url, page] of pages) {
    const later = new URL(url).search !== '' || kindOf(url, start).kind === 'search';
    if (later && page.status === 200) continue;
    ledger.note('every internal link leads to a page', url, page.status === 200 ? '' : `${page.error ?? page.status}, linked from ${page.from}`);
    for (const link of page.links ?? []) {
      if (!page.html || !link.url || !['a', 'img', 'source', 'link', 'form'].includes(link.tag)) continue;
      const local = link.url.host === new URL(start).host;
      ledger.note('no link leaves the sub-path', url, local && !link.url.href.startsWith(start) ? `“${link.value}” leads to ${link.url.href}` : '');
      const fragment = link.url.hash?.slice(1);
      const target = link.address && pages.get(link.address);
      if (fragment && target?.ids) ledger.note('fragments are there', `${url} → ${link.value}`, target.ids.has(decodeURIComponent(fragment)) ? '' : 'no element has this id');
    }
  }
  const html = [...pages.values()].filter((page) => page.html).length;
  ledger.say(`${pages.size} addresses, ${html} pages, ${count(site)} files`);
  if (!given.plain) await look(start, [...pages.values()].filter((page) => page.html));
  python.kill();
}

/** A page of every kind and language in the browser: all that it asks for lies in the sub-path and is there. */
async function look(start, pages) {
  const kinds = new Map();
  for (const page of pages) {
    const { kind, edition } = kindOf(page.url, start);
    // Nobody looks at a fragment by itself: it has no icon, and the browser would ask the host for one.
    if (page.status === 200 && kind !== 'live fragment') kinds.set(`${edition} ${kind}`, page.url);
  }
  const chromium = await launch();
  for (const [kind, url] of kinds) {
    const tab = await chromium.newPage({ viewport: { width: 1280, height: 900 } });
    const heard = listen(tab, start);
    await tab.goto(url, { waitUntil: 'load' });
    await tab.evaluate(async () => {
      for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
        window.scrollTo(0, y);
        await new Promise((later) => setTimeout(later, 30));
      }
    });
    await tab.waitForLoadState('networkidle');
    ledger.note('the browser finds all it asks for', `${kind}: ${url}`, heard.errors);
    ledger.note('the browser asks for nothing outside of the sub-path', `${kind}: ${url}`, heard.strangers);
    await tab.close();
  }
  // One walk by clicks: from the front to its lead, to its section, and home again.
  const tab = await chromium.newPage({ viewport: { width: 390, height: 844 } });
  await tab.goto(start);
  for (const [what, selector] of [['the lead', 'main h2 a, main h3 a'], ['its section', '.crumbs li:last-child a'], ['home', 'header .name a']]) {
    await tab.locator(selector).first().click();
    await tab.waitForLoadState('load');
    ledger.note('a reader clicks through', what, tab.url().startsWith(start) && (await tab.locator('h1').count()) === 1 ? '' : `ended at ${tab.url()}`);
  }
  await search(chromium, start);
  await withoutPictures(chromium, start, kinds.get('en article'));
  await chromium.close();
}

/** The form of the copy answers by the index beside it, in a few small files, and says where else one can ask when it has no script. */
async function search(chromium, start) {
  const cases = [
    ['', 'lakes', 'lake'], ['', 'the harbour voting', 'harbour'], ['ru/', 'озера', 'озер'], ['fa/', 'دریاچه', 'دریاچه'],
  ];
  for (const [prefix, words, mark] of cases) {
    const tab = await chromium.newPage({ viewport: { width: 390, height: 844 } });
    const heard = listen(tab, start);
    let bytes = 0;
    tab.on('response', async (answer) => { if (/search\/index\//.test(answer.url())) bytes += (await answer.body().catch(() => Buffer.alloc(0))).length; });
    await tab.goto(`${start}${prefix}search/`);
    await tab.locator('.ask input[name=q]').fill(words);
    await tab.locator('.ask button').click();
    await tab.locator('#hits').waitFor({ timeout: 10_000 }).catch(() => {});
    await tab.waitForLoadState('networkidle');
    const links = await tab.locator('.hits h3 a').evaluateAll((all) => all.map((link) => link.href));
    const marks = (await tab.locator('.hits mark').allTextContents()).join(' ').toLowerCase();
    const what = `${prefix || 'en/'} “${words}”`;
    ledger.note('a copy answers its search', what, [
      links.length ? '' : 'nothing found',
      !links.length || marks.includes(mark) || prefix ? '' : `nothing is marked: ${marks}`,
      (await tab.locator('.ask input[name=q]').inputValue()) === words ? '' : 'the question is gone from the form',
    ].filter(Boolean));
    ledger.note('a search fetches under 100 kB of the index', what, bytes > 0 && bytes < 100_000 ? '' : `${bytes} bytes`);
    ledger.say(`${what}: ${links.length} shown, ${bytes} bytes`);
    if (links.length) {
      const answer = await tab.goto(links[0]);
      ledger.note('an answer leads to its story', links[0], answer.status() === 200 && links[0].startsWith(start) ? '' : `status ${answer.status()}`);
    }
    ledger.note('a search asks nobody else', what, [...heard.strangers, ...heard.errors]);
    await tab.close();
  }
  const tab = await chromium.newPage();
  await tab.goto(`${start}search/?q=zzqqxx`);
  await tab.locator('#hits').waitFor({ timeout: 10_000 }).catch(() => {});
  ledger.note('a copy answers its search', 'a word that nobody wrote', (await tab.locator('.hits .card').count()) === 0 && (await tab.locator('#hits').count()) === 1 ? '' : 'no word of it');
  const sections = await tab.locator('.ask select[name=section] option').evaluateAll((all) => all.map((option) => option.value).filter(Boolean));
  await tab.goto(`${start}search/?section=${sections[0]}&from=2020-01-01&to=2099-01-01`);
  await tab.locator('#hits').waitFor({ timeout: 10_000 }).catch(() => {});
  ledger.note('a copy answers its search', `the section ${sections[0]}`, (await tab.locator('.hits .card').count()) > 0 ? '' : 'nothing found');
  await tab.goto(`${start}search/?section=${sections[0]}&to=1999-01-01`);
  await tab.locator('#hits').waitFor({ timeout: 10_000 }).catch(() => {});
  ledger.note('a copy answers its search', 'before there was a newspaper', (await tab.locator('.hits .card').count()) === 0 ? '' : 'something found');
  await tab.goto(`${start}search/?from=2020-01-01`);
  await tab.locator('#hits').waitFor({ timeout: 10_000 }).catch(() => {});
  const newest = await tab.locator('.hits h3 a').evaluateAll((all) => all.map((link) => link.href.match(/\/(\d{4}\/\d\d\/\d\d)\//)[1]));
  ledger.note('a copy answers its search', 'days alone', newest.length > 1 && newest.every((day, at) => !at || day <= newest[at - 1]) ? '' : `the newest do not come first: ${newest}`);
  const plain = await chromium.newContext({ javaScriptEnabled: false });
  const silent = await plain.newPage();
  await silent.goto(`${start}search/?q=lake`);
  ledger.note('without script the page says where one can search', 'search/', (await silent.locator('#copy a').count()) === 1 ? '' : 'it does not');
  await plain.close();
  await tab.close();
}

/** An address that ends in #without-pictures fetches none, from the top of the page to its foot. */
async function withoutPictures(chromium, start, article) {
  for (const url of [`${start}#without-pictures`, `${article}#without-pictures`, `${start}light/`, `${start}ru/light/`]) {
    const tab = await chromium.newPage({ viewport: { width: 390, height: 844 } });
    const asked = [];
    tab.on('request', (request) => { if (/\.(jpg|webp)$/.test(request.url())) asked.push(request.url()); });
    await tab.goto(url, { waitUntil: 'load' });
    await tab.evaluate(async () => {
      for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
        window.scrollTo(0, y);
        await new Promise((later) => setTimeout(later, 30));
      }
    });
    await tab.waitForLoadState('networkidle');
    ledger.note('without pictures none is fetched', url, asked);
    if (!url.includes('light/')) {
      await tab.locator('.lit a[href="#main"]').click();
      await tab.waitForLoadState('networkidle');
      await tab.evaluate(() => window.scrollTo(0, 0));
      await tab.waitForTimeout(300);
      ledger.note('pictures come back when they are asked for', url, asked.length ? '' : 'none came');
    } else {
      const links = await tab.locator('main h2 a, main h3 a').evaluateAll((all) => all.map((link) => link.hash));
      ledger.note('the front without pictures leads to pages without', url, links.length && links.every((hash) => hash === '#without-pictures') ? '' : `${links}`);
    }
    await tab.close();
  }
}

function reachable(url) {
  return new Promise((resolve, reject) => {
    let tries = 0;
    const ask = () => http.get(url, (answer) => { answer.resume(); resolve(); }).on('error', (error) => ((tries += 1) > 100 ? reject(error) : setTimeout(ask, 50)));
    ask();
  });
}

function count(at) {
  return readdirSync(at).reduce((sum, name) => sum + (statSync(path.join(at, name)).isDirectory() ? count(path.join(at, name)) : 1), 0);
}
