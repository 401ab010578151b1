#!/usr/bin/env node
// Every page of the demo newspaper, in its three languages: links, headers, markup, feeds; and pages of every kind in a real browser.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { crawl, kindOf } from './lib/crawl.mjs';
import { each, get } from './lib/http.mjs';
import { attribute, elements, first, flat, hasClass, text } from './lib/html.mjs';
import { launch, listen } from './lib/browser.mjs';
import { violations } from './lib/judge.mjs';
import { Ledger } from './lib/ledger.mjs';
import { demoDoor, withdraw } from './lib/desk.mjs';
import { demo, fail, options, scratch } from './lib/house.mjs';

const HELP = `Walks through the demo newspaper.

  node tests/walks/pages.mjs [--url URL] [--all] [--plain] [--only KIND]

  --url URL    a site that runs already, instead of a demo started for this walk
  --all        every page in the browser, not a choice of each kind
  --plain      no browser: links, headers, validators and lynx only
  --only KIND  in the browser only pages of this kind: article, front, section, …

Needs: chromium, xmllint (libxml2-utils), lynx, a Java runtime for vnu, and \`npm ci\` in tests/walks.`;

const given = options(HELP, { url: '', all: false, plain: false, only: '' });
const require = createRequire(import.meta.url);
const ledger = new Ledger('pages');
for (const [tool, from] of [['xmllint', 'libxml2-utils'], ['lynx', 'lynx'], ['java', 'default-jre-headless']]) {
  if (spawnSync('which', [tool]).status !== 0) fail(`there is no ${tool} here: apt-get install ${from}`);
}

const house = given.url ? { site: given.url, close: async () => {} } : await demo();
const start = house.site.endsWith('/') ? house.site : `${house.site}/`;
ledger.say(`walking through ${start}`);

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
/** A4 at 96 dots an inch. */
const PAPER = { width: 794, height: 1123 };
const EDITIONS = { en: { prefix: '', dir: 'ltr', word: 'lake' }, ru: { prefix: 'ru/', dir: 'ltr', word: 'озеро' }, fa: { prefix: 'fa/', dir: 'rtl', word: 'دریاچه' } };
const ONE_OF_EACH = ['front', 'article', 'month', 'section', 'tag', 'author', 'dossier', 'all', 'archive', 'authors', 'topics', 'corrections', 'search', 'light', 'not found', 'standing page',
  'newsletters', 'newsletter', 'letter', 'sign-up', ...(given.url ? [] : ['gone'])];
// Only the English edition of the demo has coverage so long.
const SOMEWHERE = ['live, numbered', 'live fragment'];
// A site that is only looked at keeps its pieces.
const withdrawn = given.url ? [] : await taken();

const { pages, canonical, strangers } = await crawled();
const html = [...pages.values()].filter((page) => page.html);
ledger.say(`${pages.size} addresses, ${html.length} of them pages, ${strangers.size} links to other places`);

links();
await missing();
headers();
await conversation();
language();
pictures();
structured();
weight();
await feeds();
await validators();
lynx();
if (!given.plain) await browser();

const plain = ['internal links answer 200', 'every kind of page in every language', 'no cookie', 'headers are strict', 'lang and dir', 'pictures have alt, width and height',
  'JSON-LD', 'an article is 14,336 bytes at most', 'XML is well-formed', 'feeds have full text', 'html-validate', 'vnu', 'lynx reads in order'];
const seen = ['axe', 'printed on paper', 'nothing complains', 'nothing is asked of others', 'no sideways scrolling', 'pictures arrive', 'nothing shifts', 'the keyboard reaches the story first'];
const whole = ledger.close(given.plain ? plain : [...plain, ...seen]);
await house.close();
process.exit(whole ? 0 : 1);

async function crawled() {
  const front = await get(start);
  const named = front.body.toString('utf8').match(/<link rel="canonical" href="([^"]+)"/)?.[1] ?? start;
  const extra = ['robots.txt', 'sitemap.xml', 'news-sitemap.xml', '.well-known/security.txt', 'edition.json', 'edition.json.minisig', 'feeds/all.xml', 'feeds/all.atom', 'feeds/all.json'];
  for (const { prefix, word } of Object.values(EDITIONS)) {
    extra.push(`${prefix}search/`, `${prefix}search/?q=${encodeURIComponent(word)}`, `${prefix}search/?q=zzqqxx`, `${prefix}404.html`);
    for (const page of ['all/', 'archive/', 'authors/', 'topics/', 'corrections/', 'about/', 'newsletters/fridays-lamp/sign-up/', 'feed.xml', 'atom.xml', 'feed.json']) extra.push(prefix + page);
  }
  return { canonical: named, ...(await crawl(start, { extra: [...extra, ...withdrawn], canonical: named })) };
}

/** Has one piece of each edition withdrawn, so that there is a page of what is gone. Answers where they stood. */
async function taken() {
  const editor = await demoDoor(house);
  const gone = [];
  for (const edition of Object.keys(EDITIONS)) {
    const address = new URL(await withdraw(editor, `/?edition=${edition}&state=published`, 'The walk wants to see what is left.'));
    gone.push(address.pathname.slice(1));
    const here = new URL(gone.at(-1), start).href;
    for (let tries = 0; tries < 100 && (await get(here)).status !== 410; tries += 1) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return gone;
}

/** Kind and edition of a page; what was withdrawn has the address of an article. */
function about(page) {
  const known = kindOf(page.url, start);
  return page.status === 410 ? { ...known, kind: 'gone' } : known;
}

function links() {
  for (const [url, page] of pages) {
    const expected = { 'not found': [200, 404], gone: [410] }[about(page).kind] ?? [200];
    const hops = page.status >= 300 && page.status < 400 ? ` to ${page.headers.location}` : '';
    ledger.note('internal links answer 200', url, expected.includes(page.status) ? '' : `${page.error ?? page.status + hops}, linked from ${page.from}`);
    for (const link of page.links ?? []) {
      if (!link.url) ledger.note('addresses can be read', url, `“${link.value}”`);
      const fragment = link.url?.hash?.slice(1);
      const target = link.address && pages.get(link.address);
      if (fragment && target?.ids) ledger.note('fragments are there', `${url} → ${link.value}`, target.ids.has(decodeURIComponent(fragment)) ? '' : 'no element has this id');
      // The page for what is not there stands at any depth, so its links begin at the root.
      if (page.html && page.status !== 404 && link.address && ['a', 'img', 'source', 'form'].includes(link.tag)) {
        // The forms of search and sign-up say by their whole address where they are answered, for whoever reads a copy.
        const isHome = ['search', 'sign-up'].includes(kindOf(url, start).kind) && link.address === url;
        ledger.note('internal links are relative', url, !isHome && /^[a-z]+:|^\//i.test(link.value) ? `“${link.value}”` : '');
      }
    }
  }
  const kinds = new Set(html.map((page) => about(page)).map(({ kind, edition }) => `${edition} ${kind}`));
  for (const edition of Object.keys(EDITIONS)) {
    for (const kind of ONE_OF_EACH) ledger.note('every kind of page in every language', `${edition} ${kind}`, kinds.has(`${edition} ${kind}`) ? '' : 'no page of it was found');
  }
  for (const kind of SOMEWHERE) ledger.note('every kind of page in every language', kind, [...kinds].some((known) => known.endsWith(` ${kind}`)) ? '' : 'no page of it was found');
  for (const url of pages.keys()) ledger.note('every address is of a known kind', url, pages.get(url).html && kindOf(url, start).kind === 'other' ? 'an HTML page of no kind that this walk knows' : '');
}

async function missing() {
  for (const { prefix, dir } of Object.values(EDITIONS)) {
    for (const where of [`${prefix}nothing-of-the-kind/`, `${prefix}2026/13/45/none/`, `${prefix}section/none/`, `${prefix}section/politics/999999/`]) {
      const page = await get(new URL(where, start).href);
      const body = page.body.toString('utf8');
      ledger.note('what is not there is a 404 page of its edition', where, [
        page.status === 404 ? '' : `status ${page.status}`,
        body.includes(`dir="${dir}"`) ? '' : `not the page of its language: ${body.slice(0, 80)}`,
      ].filter(Boolean));
    }
  }
  for (const hostile of ['%2e%2e/%2e%2e/etc/passwd', '..%2f..%2fetc/passwd', '%00', '%ff%fe', '2026/11//', './/', 'a'.repeat(6000)]) {
    const page = await get(start + hostile).catch((error) => ({ status: error.message }));
    ledger.note('strange addresses are refused', hostile.slice(0, 40), [301, 308, 400, 404, 414, 431].includes(page.status) ? '' : `answered ${page.status}`);
  }
}

function headers() {
  for (const [url, page] of pages) {
    if (!page.status) continue;
    const h = page.headers;
    const wrong = [];
    const csp = Object.fromEntries((h['content-security-policy'] ?? '').split(';').map((part) => part.trim().split(/\s+/)).map(([name, ...values]) => [name, values]));
    if (csp['default-src']?.join(' ') !== "'none'") wrong.push(`content-security-policy: ${h['content-security-policy']}`);
    for (const [name, values] of Object.entries(csp)) {
      for (const value of values) {
        if (/^'unsafe-|^\*|^https?:|^data:$/.test(value) && !(name === 'img-src' && value === 'data:')) wrong.push(`content-security-policy: ${name} allows ${value}`);
      }
    }
    for (const name of ['base-uri', 'form-action', 'frame-ancestors']) if (!csp[name]) wrong.push(`content-security-policy says nothing of ${name}`);
    if (!csp['require-trusted-types-for']) wrong.push('content-security-policy does not ask for Trusted Types');
    const expect = { 'x-content-type-options': /^nosniff$/, 'referrer-policy': /^no-referrer$/, 'cross-origin-opener-policy': /^same-origin$/, 'cross-origin-resource-policy': /^(same-origin|same-site|cross-origin)$/ };
    if (start.startsWith('https:')) expect['strict-transport-security'] = /max-age=\d{7,}/;
    for (const [name, value] of Object.entries(expect)) if (!value.test(h[name] ?? '')) wrong.push(`${name}: ${h[name]}`);
    for (const name of ['x-powered-by', 'access-control-allow-credentials']) if (h[name]) wrong.push(`${name}: ${h[name]}`);
    if (/\d/.test(h.server ?? '')) wrong.push(`server: ${h.server}`);
    if (!h['cache-control']) wrong.push('no cache-control');
    if (page.status === 200 && !/search\//.test(url)) {
      if (!/^"[^"]+"$/.test(h.etag ?? '')) wrong.push(`etag: ${h.etag}`);
      if (page.headers['content-encoding'] && !/accept-encoding/i.test(h.vary ?? '')) wrong.push(`vary: ${h.vary}`);
    }
    ledger.note('headers are strict', url, wrong);
    ledger.note('no cookie', url, h['set-cookie'] ? `set-cookie: ${h['set-cookie']}` : '');
  }
}

/** HEAD, revalidation, encodings and other methods, over a sample of what was crawled. */
async function conversation() {
  const sample = [...pages.values()].filter((page) => page.status === 200 && !page.url.includes('/search/')).filter((_, at) => at % 11 === 0);
  await each(sample, 4, async (page) => {
    const same = (other, names) => names.filter((name) => other.headers[name] !== page.headers[name]).map((name) => `${name}: ${other.headers[name]} for ${page.headers[name]}`);
    const head = await get(page.url, { method: 'HEAD' });
    ledger.note('HEAD says what GET says', page.url, [head.status === 200 ? '' : `status ${head.status}`, ...same(head, ['etag', 'content-type', 'content-length', 'cache-control', 'content-encoding'])].filter(Boolean));
    const again = await get(page.url, { headers: { 'if-none-match': page.headers.etag ?? '' } });
    ledger.note('what did not change is a 304', page.url, again.status === 304 && again.wire === 0 ? '' : `status ${again.status}, ${again.wire} bytes`);
    for (const coding of ['br', 'identity', 'gzip, br', 'gzip;q=0, identity']) {
      const other = await get(page.url, { headers: { 'accept-encoding': coding } });
      const allowed = coding === 'identity' || coding.includes('q=0') ? [undefined] : [undefined, 'gzip', 'br'];
      ledger.note('every coding holds the same page', `${page.url} as ${coding}`, [
        other.body.equals(page.body) ? '' : 'another body',
        allowed.includes(other.headers['content-encoding']) ? '' : `came as ${other.headers['content-encoding']}`,
      ].filter(Boolean));
    }
    const put = await get(page.url, { method: 'POST', body: 'x=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    if (about(page).kind !== 'sign-up') ledger.note('a page takes no form', page.url, put.status >= 400 && put.status < 500 ? '' : `POST answered ${put.status}`);
  });
}

function language() {
  for (const page of html) {
    const { kind, edition } = about(page);
    const root = first(page.tree, (element) => element.tagName === 'html');
    const lang = attribute(root, 'lang') ?? '';
    const wrong = [];
    if (lang.split('-')[0] !== edition) wrong.push(`lang is “${lang}”`);
    if (attribute(root, 'dir') !== EDITIONS[edition].dir) wrong.push(`dir is “${attribute(root, 'dir')}”`);
    const title = first(page.tree, (element) => element.tagName === 'title');
    if (!title || !flat(text(title))) wrong.push('no title');
    const headings = [...elements(page.tree)].filter((element) => element.tagName === 'h1');
    if (headings.length !== 1) wrong.push(`${headings.length} h1`);
    if (/\{\{|\{%|undefined|\bNaN\b/.test(text(page.tree))) wrong.push('a word of the machine shows through');
    ledger.note('lang and dir', page.url, wrong);
    for (const element of elements(page.tree)) {
      if (element.tagName !== 'script' || attribute(element, 'type') === 'application/ld+json') continue;
      // Some pages have a script of ours, whose hash the policy names: coverage that goes on, the form of the search, which answers in a copy, what asks for support, and the front, to which givers come back.
      const ours = (kind === 'front' && page.html.includes('#quiet-')) || page.html.includes('data-from="live.html"') || page.html.includes('asks.css">') || (kind === 'search' && !page.url.includes('?') && attribute(element, 'data-index'));
      ledger.note('no script', page.url, ours ? '' : 'it has a script');
    }
    if (kind === 'article') alternates(page);
  }
}

/** Linked translations lead to each other and back. */
function alternates(page) {
  const of = (one) => one.links.filter((link) => link.tag === 'link' && link.rel === 'alternate' && attribute(link.element, 'hreflang'));
  for (const link of of(page)) {
    const other = link.address && pages.get(link.address);
    const back = other?.links && of(other).some((one) => one.address === page.url);
    ledger.note('translations lead back', `${page.url} → ${link.value}`, !other ? 'no such page' : other.url === page.url || back ? '' : 'it does not lead back');
  }
}

function pictures() {
  for (const page of html) {
    for (const element of elements(page.tree)) {
      if (element.tagName !== 'img') continue;
      const wrong = ['width', 'height'].filter((name) => !/^\d+$/.test(attribute(element, name) ?? '')).map((name) => `no ${name}`);
      if (attribute(element, 'alt') === undefined) wrong.push('no alt');
      ledger.note('pictures have alt, width and height', `${page.url} ${attribute(element, 'src')}`, wrong);
      const figure = element.parentNode?.tagName === 'picture' ? element.parentNode.parentNode : element.parentNode;
      if (figure?.tagName === 'figure') {
        const caption = first(figure, (one) => one.tagName === 'figcaption');
        const credit = caption && first(caption, (one) => hasClass(one, 'credit'));
        ledger.note('pictures in figures have alt text and a credit', `${page.url} ${attribute(element, 'src')}`, [
          attribute(element, 'alt') || 'the alt text is empty', (credit && flat(text(credit))) || 'no credit',
        ].filter((word) => /^the alt|^no credit/.test(word)));
      }
    }
  }
}

function structured() {
  for (const page of html) {
    const { kind } = about(page);
    const blocks = [...elements(page.tree)].filter((element) => element.tagName === 'script' && attribute(element, 'type') === 'application/ld+json');
    if (['article', 'front'].includes(kind)) ledger.note('articles and fronts have JSON-LD', page.url, blocks.length ? '' : 'none');
    for (const block of blocks) {
      let wrong = [];
      try {
        const all = [JSON.parse(block.childNodes[0].value)].flat().flatMap((one) => one['@graph'] ?? [one]);
        const types = all.flatMap((one) => one['@type']);
        if (kind === 'article' && !types.some((type) => /Article$|Posting$|Gallery$/.test(type))) wrong.push(`its types are ${types}`);
        const story = all.find((one) => /Article$/.test(one['@type']));
        for (const name of story ? ['headline', 'datePublished', 'author', 'publisher', 'mainEntityOfPage', 'inLanguage'] : []) if (!story[name]) wrong.push(`no ${name}`);
      } catch (error) {
        wrong = [error.message];
      }
      ledger.note('JSON-LD', page.url, wrong);
    }
    const meta = Object.fromEntries([...elements(page.tree)].filter((element) => element.tagName === 'meta').map((element) => [attribute(element, 'property') ?? attribute(element, 'name'), attribute(element, 'content')]));
    if (kind === 'article') {
      ledger.note('social tags', page.url, ['og:title', 'og:description', 'og:url', 'og:type', 'twitter:card', 'description'].filter((name) => !meta[name]).map((name) => `no ${name}`));
    }
  }
}

/** Of live coverage the posts count too. */
function words(page) {
  const bodies = [...elements(page.tree)].filter((element) => hasClass(element, 'body'));
  return bodies.map((body) => flat(text(body)).split(' ').length).reduce((all, one) => all + one, 0);
}

function weight() {
  let heaviest = { wire: 0 };
  for (const page of html) {
    if (about(page).kind !== 'article') continue;
    const count = words(page);
    if (page.wire > heaviest.wire && count <= 900) heaviest = { wire: page.wire, url: page.url, count };
    ledger.note('an article is 14,336 bytes at most', page.url, page.wire <= 14_336 || count > 900 ? '' : `${page.wire} bytes for ${count} words`);
    if (count > 900) {
      const html = page.html;
      ledger.note('a long article has its text before anything else', page.url, html.indexOf('class="body"') < 40_000 ? '' : `the body begins at ${html.indexOf('class="body"')}`);
    }
  }
  ledger.say(`heaviest article up to 900 words: ${heaviest.wire} bytes of gzip, ${heaviest.count} words, ${heaviest.url}`);
}

async function feeds() {
  const folder = scratch('xml');
  const files = [];
  for (const page of pages.values()) {
    if (/xml$/.test(page.type) && page.status === 200) {
      const file = path.join(folder, `${files.length}.xml`);
      writeFileSync(file, page.body);
      files.push([file, page]);
    }
    if (/json$/.test(page.type) && page.status === 200) {
      let wrong = '';
      try {
        const feed = JSON.parse(page.body.toString('utf8'));
        if (page.type === 'application/feed+json' && !(feed.version && Array.isArray(feed.items))) wrong = 'no JSON Feed';
        if (page.type === 'application/feed+json') for (const item of feed.items) {
          ledger.note('feeds have full text', `${page.url} ${item.id}`, [item.content_html?.length > 200 ? '' : 'no content_html', item.date_published ? '' : 'no date', pages.has(inSite(item.url)) ? '' : `${item.url} was not found`].filter(Boolean));
        }
      } catch (error) {
        wrong = error.message;
      }
      ledger.note('JSON can be read', page.url, wrong);
    }
  }
  for (const [file, page] of files) {
    const done = spawnSync('xmllint', ['--noout', '--nonet', file], { encoding: 'utf8' });
    ledger.note('XML is well-formed', page.url, done.status === 0 ? '' : done.stderr.split('\n')[0].replace(folder, ''));
    const xml = page.body.toString('utf8');
    const items = [...xml.matchAll(/<(item|entry)>[\s\S]*?<\/\1>/g)].map(([item]) => item);
    for (const item of items) {
      const link = item.match(/<link>([^<]+)<\/link>/)?.[1] ?? item.match(/<link [^>]*href="([^"]+)"/)?.[1];
      const wrong = [/<content(:encoded)?[ >]/.test(item) ? '' : 'no full text', pages.has(inSite(link)) ? '' : `${link} was not found`].filter(Boolean);
      ledger.note('feeds have full text', `${page.url} ${link}`, wrong);
    }
  }
  const podcasts = [...pages.values()].filter((page) => /podcast\.xml$/.test(page.url));
  ledger.note('there is a podcast', start, podcasts.length ? '' : 'none');
  for (const page of podcasts) {
    const xml = page.body.toString('utf8');
    for (const [item] of xml.matchAll(/<item>[\s\S]*?<\/item>/g)) {
      const [, url, length, type] = item.match(/<enclosure url="([^"]+)" length="(\d+)" type="(audio\/[^"]+)"\/>/) ?? [];
      const file = url ? await get(inSite(url)) : { status: 'no enclosure', headers: {} };
      const part = url ? await get(inSite(url), { headers: { range: 'bytes=100-199' } }) : { headers: {} };
      ledger.note('an episode can be played', `${page.url} ${url}`, [
        file.status === 200 ? '' : `status ${file.status}`,
        file.body?.length === Number(length) ? '' : `${file.body?.length} bytes for ${length}`,
        file.headers['content-type'] === type ? '' : `${file.headers['content-type']} for ${type}`,
        part.status === 206 && part.body.length === 100 ? '' : `a range answered ${part.status}`,
        /<itunes:duration>\d+</.test(item) ? '' : 'no length in time',
      ].filter(Boolean));
    }
    const art = xml.match(/<itunes:image href="([^"]+)"/)?.[1];
    ledger.note('a podcast has its artwork', page.url, art && (await get(inSite(art))).status === 200 ? '' : `${art}`);
  }
  const mapped = new Set();
  for (const page of pages.values()) if (/sitemap/.test(page.url)) for (const link of page.links ?? []) if (link.address) mapped.add(link.address);
  for (const page of html) {
    const robots = page.html.match(/<meta name="robots" content="([^"]*)"/)?.[1] ?? '';
    if (about(page).kind === 'article' && !robots.includes('noindex')) ledger.note('every article is in a sitemap', page.url, mapped.has(page.url) ? '' : 'it is not');
  }
}

function inSite(url) {
  return url?.startsWith(canonical) ? start + url.slice(canonical.length).split('#')[0] : url;
}

async function validators() {
  const { HtmlValidate, StaticConfigLoader } = await import('html-validate');
  const config = (await import('./htmlvalidate.mjs')).default;
  const judge = new HtmlValidate(new StaticConfigLoader([], config));
  for (const page of html) {
    const report = await judge.validateString(page.html, page.url);
    ledger.note('html-validate', page.url, report.results.flatMap((result) => result.messages).map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
  }
  ledger.say('html-validate is through');

  const folder = scratch('html');
  const jar = require('vnu-jar');
  const names = new Map();
  mkdirSync(path.join(folder, 'pages'));
  html.forEach((page, at) => {
    const file = path.join(folder, 'pages', `${at}.html`);
    writeFileSync(file, page.html);
    names.set(file, page.url);
  });
  // The language is not guessed from the words: a page of a few names in a list says too little for that.
  const done = spawnSync('java', ['-Xss1m', '-jar', jar, '--no-langdetect', '--format', 'json', ...names.keys()], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const said = new Map([...names.values()].map((url) => [url, []]));
  let messages = [];
  try {
    messages = JSON.parse(done.stderr).messages;
  } catch {
    ledger.note('vnu', 'vnu itself', done.stderr.slice(0, 500));
  }
  for (const message of messages) said.get(names.get(decodeURI(message.url ?? '').replace('file:', '')))?.push(`${message.lastLine}:${message.lastColumn} ${message.type}: ${message.message}`);
  for (const [url, wrong] of said) ledger.note('vnu', url, wrong);
  ledger.say('vnu is through');
}

function lynx() {
  const articles = html.filter((page) => about(page).kind === 'article');
  const bare = (words) => words.replace(/[\u200c\u200d\u200e\u200f\u00ad]/g, '').replace(/[\s\u00a0]+/g, ' ').trim();
  for (const page of articles.filter((_, at) => given.all || at % 5 === 0)) {
    const done = spawnSync('lynx', ['-dump', '-nolist', '-nonumbers', '-width=120', '-assume_charset=utf-8', '-display_charset=utf-8', '-force_html', '-stdin'], {
      input: page.html, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8', TERM: 'dumb' },
    });
    const read = bare(done.stdout);
    const body = first(page.tree, (element) => hasClass(element, 'body'));
    const paragraphs = (body?.childNodes ?? []).filter((node) => ['p', 'h2'].includes(node.tagName)).map((node) => bare(text(node)).slice(0, 24));
    const headline = bare(text(first(page.tree, (element) => element.tagName === 'h1')));
    let at = 0;
    const wrong = [];
    for (const words of [headline.slice(0, 24), ...paragraphs]) {
      const found = read.indexOf(words, at);
      if (found < 0) {
        wrong.push(`“${words}” does not come after what stands before it`);
        break;
      }
      at = found;
    }
    if (paragraphs.length < 2 && !page.html.includes('is-live')) wrong.push('fewer than two paragraphs');
    ledger.note('lynx reads in order', page.url, wrong);
  }
  ledger.say('lynx is through');
}

/** A few pages of a kind that together hold everything that the pages of that kind hold. */
function choice() {
  const groups = new Map();
  for (const page of html) {
    const { kind, edition } = about(page);
    // Nobody looks at the fragment by itself.
    if (kind === 'live fragment' || (given.only && kind !== given.only)) continue;
    const key = `${edition} ${kind}`;
    groups.set(key, [...(groups.get(key) ?? []), page]);
  }
  const chosen = [];
  for (const [key, group] of groups) {
    if (given.all) {
      chosen.push(...group.map((page) => [key, page]));
      continue;
    }
    const left = new Set();
    const holds = new Map(group.map((page) => [page, new Set([...elements(page.tree)].map((e) => `${e.tagName}.${attribute(e, 'class') ?? ''}`))]));
    holds.forEach((set) => set.forEach((feature) => left.add(feature)));
    for (let taken = 0; left.size && taken < 3; taken += 1) {
      const gain = (page) => [...holds.get(page)].filter((feature) => left.has(feature)).length;
      const best = group.reduce((a, b) => (gain(b) > gain(a) ? b : a));
      if (!gain(best)) break;
      holds.get(best).forEach((feature) => left.delete(feature));
      chosen.push([key, best]);
    }
  }
  return chosen;
}

async function browser() {
  const chromium = await launch();
  const chosen = choice();
  ledger.say(`${chosen.length} pages in the browser`);
  let done = 0;
  await each(chosen, 2, async ([key, page]) => {
    const context = await chromium.newContext({ viewport: DESKTOP, reducedMotion: 'reduce' });
    try {
      await visit(await context.newPage(), page.url, key);
    } catch (error) {
      ledger.note('nothing complains', `${key}: ${page.url}`, error.message.split('\n')[0]);
    }
    await context.close();
    done += 1;
    if (done % 20 === 0) ledger.say(`${done} of ${chosen.length}`);
  });
  await chromium.close();
}

/** One page as it is seen on a desk, on a telephone, in the dark, and enlarged to 400 %. */
async function visit(tab, url, key) {
  const heard = listen(tab, start);
  await tab.addInitScript(() => {
    window.shifted = 0;
    window.refused = [];
    window.moved = [];
    new PerformanceObserver((list) => list.getEntries().filter((entry) => !entry.hadRecentInput).forEach((entry) => {
      window.shifted += entry.value;
      window.moved.push(...entry.sources.map(({ node, previousRect, currentRect }) => `${node?.nodeName}.${node?.className ?? ''} from ${previousRect.y} to ${currentRect.y}`));
    })).observe({ type: 'layout-shift', buffered: true });
    document.addEventListener('securitypolicyviolation', (event) => window.refused.push(`${event.violatedDirective}: ${event.blockedURI || event.sourceFile}`));
  });
  for (const [name, viewport] of [['desktop', DESKTOP], ['phone', PHONE]]) {
    const where = `${key}, ${name}: ${url}`;
    heard.errors.length = 0;
    await tab.setViewportSize(viewport);
    await tab.goto(url, { waitUntil: 'load' });
    await toTheEnd(tab, where);
    const { shifted, moved } = await tab.evaluate(() => ({ shifted: window.shifted, moved: window.moved.slice(0, 4).join('; ') }));
    ledger.note('nothing shifts', where, shifted <= 0.05 ? '' : `layout shift ${shifted.toFixed(3)}: ${moved}`);
    ledger.note('no sideways scrolling', where, await tab.evaluate(sideways));
    const expected = heard.errors.filter((error) => !(/ (not found|gone)$/.test(key) && /404|410/.test(error)));
    ledger.note('nothing complains', where, [...expected, ...(await tab.evaluate(() => window.refused))]);
    // The telephone is judged in the dark, below.
    if (name === 'desktop') {
      await keyboard(tab, where);
      ledger.note('axe', where, await violations(tab));
    }
  }
  await tab.emulateMedia({ colorScheme: 'dark' });
  ledger.note('axe', `${key}, phone, dark: ${url}`, await violations(tab));
  await tab.emulateMedia({ colorScheme: 'light' });
  await tab.emulateMedia({ media: 'print' });
  await tab.setViewportSize(PAPER);
  ledger.note('printed on paper', `${key}: ${url}`, [...(await tab.evaluate(onPaper)), ...(await tab.evaluate(sideways))]);
  await tab.emulateMedia({ media: 'screen' });
  // 320 pixels wide; and 1280 by 1024 enlarged four times is 320 by 256.
  for (const [name, viewport] of [['320 pixels', { width: 320, height: 640 }], ['400 %', { width: 320, height: 256 }]]) {
    await tab.setViewportSize(viewport);
    ledger.note('no sideways scrolling', `${key}, ${name}: ${url}`, await tab.evaluate(sideways));
  }
  ledger.note('nothing is asked of others', `${key}: ${url}`, heard.strangers);
}

/** Scrolls through the page, so that lazy pictures come, and looks whether they did. */
async function toTheEnd(tab, where) {
  await tab.evaluate(async () => {
    // Pictures stand aside until the page is read and a moment more; nobody scrolls to the end before that.
    await new Promise((later) => setTimeout(later, 400));
    for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
      window.scrollTo(0, y);
      await new Promise((later) => setTimeout(later, 40));
    }
    // A busy browser passes over a picture without having seen it; a reader would stop there.
    for (const image of document.images) {
      if (image.complete) continue;
      image.scrollIntoView();
      await new Promise((done) => {
        image.onload = image.onerror = done;
        setTimeout(done, 10_000);
      });
    }
  });
  const broken = await tab.evaluate(() => [...document.images].filter((image) => !image.naturalWidth).map((image) => image.currentSrc || image.outerHTML.slice(0, 120)));
  ledger.note('pictures arrive', where, broken);
  await tab.evaluate(() => window.scrollTo(0, 0));
}

/** What sticks out of the page at its sides. Things inside of a box that scrolls by itself (wide tables) may. */
function sideways() {
  const width = document.documentElement.clientWidth;
  const found = [];
  if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} wide, the window ${width}`);
  for (const element of document.body.querySelectorAll('*')) {
    if (found.length > 4) break;
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height || (box.right <= width + 1 && box.left >= -1)) continue;
    const style = getComputedStyle(element);
    if (style.visibility === 'hidden' || style.clipPath !== 'none' || element.closest('.skip, .far, [hidden], svg')) continue;
    let held = false;
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(up).overflowX)) held = true;
    if (!held) found.push(`${element.tagName.toLowerCase()}.${element.className} from ${Math.round(box.left)} to ${Math.round(box.right)} of ${width}: ${element.textContent.slice(0, 40)}`);
  }
  return found;
}

/** What is wrong with a page on paper: the story and where it came from stand there, dark on light, and nothing that one would have to press. */
function onPaper() {
  const isSeen = (element) => element.getClientRects().length > 0;
  const wrong = [...document.querySelectorAll('nav, .tools, .skip, .go, main > .more')].filter(isSeen).map((element) => `${element.tagName.toLowerCase()}.${element.className} is printed`);
  const headline = document.querySelector('h1');
  if (!isSeen(headline)) wrong.push('the headline is not printed');
  for (const story of document.querySelectorAll('.story > .body')) {
    if (!isSeen(story)) wrong.push('the story is not printed');
    const address = document.querySelector('.printed');
    if (!isSeen(address) || address.textContent !== document.querySelector('link[rel=canonical]').href) wrong.push('where it came from is not printed');
  }
  const light = (colour) => colour.match(/[\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3;
  if (light(getComputedStyle(headline).color) > 100) wrong.push(`the headline is ${getComputedStyle(headline).color}`);
  return wrong;
}

/** The first Tab shows the way past the menu, and Enter goes there. */
async function keyboard(tab, where) {
  await tab.keyboard.press('Tab');
  const skip = await tab.evaluate(() => {
    const focused = document.activeElement;
    const box = focused.getBoundingClientRect();
    const style = getComputedStyle(focused);
    return { href: focused.getAttribute('href'), shown: box.width > 10 && box.height > 10 && box.top >= 0 && box.left >= -1 && style.opacity !== '0' };
  });
  const wrong = [];
  if (!skip.href?.startsWith('#')) wrong.push(`the first Tab reaches ${skip.href}`);
  else if (!skip.shown) wrong.push('the skip link cannot be seen when it has the focus');
  else {
    await tab.keyboard.press('Enter');
    const target = await tab.evaluate(() => location.hash);
    if (target !== skip.href) wrong.push(`Enter leads to “${target}”`);
  }
  ledger.note('the keyboard reaches the story first', where, wrong);
  await tab.evaluate(() => { document.activeElement.blur(); window.scrollTo(0, 0); });
}
