#!/usr/bin/env node
// Letters in Chromium, and before validators.

import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fail, options } from './lib/house.mjs';

const HELP = `Looks at letters.

  node tests/walks/letters.mjs FOLDER            judges every *.html of a folder: html-validate, vnu, caniemail
  node tests/walks/letters.mjs --screens FOLDER  takes screenshots of the demo's letters: letter-en-320-light.png …
  node tests/walks/letters.mjs --ready           whether the judges are installed

Needs: \`npm ci\` in tests/walks; a Java runtime for vnu; chromium for screenshots.`;

/** What a letter reads the same without, and why: where it is not understood nothing is lost. Everything else that a mail program of note does not know is a fault. */
const COURTESIES = new Map([
  ['color-scheme CSS property', 'who does not know it inverts by itself, or not'],
  ['color-scheme meta tag', 'the same'],
  ['@media', 'the letter is one column that fits 320 pixels, and light'],
  ['<style> element', 'every element has its own style'],
  ['Type selector', 'in that style sheet'],
  [':hover', 'a link is underlined all the time'],
  ['text-decoration-color', 'of that underline'],
  ['text-decoration', 'a link has a colour too'],
  ['border-radius', 'a button has corners then'],
  ['word-break', 'a long link may reach over the edge of a narrow screen; the button above it leads to the same'],
  ['opacity', 'pictures are a little dimmer by night, and the preheader is hidden otherwise'],
  ['display:none', 'the preheader is then seen as the first line, which says what the letter says'],
  ['max-height property', 'beside display:none'],
  ['overflow', 'beside display:none'],
  ['<body> element', 'its colour is on the table inside it again'],
  ['height property', 'pictures have their height as an attribute'],
  ['width attribute', 'and as a style'],
  ['height attribute', 'and as a style'],
  ['role attribute', 'a screen reader says that there is a table'],
  ['aria-label attribute', 'the words inside say it too'],
  ['lang attribute', 'the header says it (Content-Language)'],
]);

const given = options(HELP, { screens: '', ready: false });
const require = createRequire(import.meta.url);

if (given.ready) {
  for (const judge of ['html-validate', 'caniemail', 'vnu-jar']) await import(judge);
  const java = spawnSync('java', ['-version']);
  process.exit(java.status ?? 1);
} else if (given.screens) {
  await screens(given.screens);
} else {
  const folder = given.rest[0] ?? fail(HELP);
  const files = readdirSync(folder).filter((name) => name.endsWith('.html')).map((name) => path.join(folder, name));
  if (!files.length) fail(`there is no letter in ${folder}`);
  const faults = [...await byHtmlValidate(files), ...byVnu(files), ...await byCaniemail(files)];
  faults.forEach((fault) => console.log(fault));
  console.log(`${files.length} letters, ${faults.length} faults`);
  process.exit(faults.length ? 1 : 0);
}

/** What HTML for mail programs cannot do without, with the reason. */
async function byHtmlValidate(files) {
  const { HtmlValidate } = await import('html-validate');
  const judge = new HtmlValidate({
    root: true,
    extends: ['html-validate:recommended'],
    rules: {
      // Gmail may drop the style sheet, and Outlook lays out by the attributes of tables and reads comments of its own.
      'no-inline-style': 'off',
      'no-deprecated-attr': 'off',
      'no-conditional-comment': 'off',
      // The tables are of layout.
      'prefer-tbody': 'off',
    },
  });
  const faults = [];
  for (const file of files) {
    const report = await judge.validateString(readFileSync(file, 'utf8'));
    for (const { messages } of report.results) {
      for (const said of messages) faults.push(`html-validate: ${path.basename(file)}:${said.line}: ${said.ruleId}: ${said.message}`);
    }
  }
  return faults;
}

function byVnu(files) {
  const done = spawnSync('java', ['-jar', require('vnu-jar'), '--format', 'json', '--exit-zero-always', ...files], { encoding: 'utf8', maxBuffer: 1 << 27 });
  if (done.error || !done.stderr) return [`vnu did not answer: ${done.error ?? done.status}`];
  // The attributes that Outlook lays out by are obsolete for browsers, and letters have no other way.
  const mail = /is obsolete|“xmlns”|“(cellpadding|cellspacing|align|border|width)” not allowed|Trailing slash/;
  return JSON.parse(done.stderr).messages.filter(({ type, message }) => type === 'error' && !mail.test(message))
    .map(({ url, lastLine, message }) => `vnu: ${path.basename(url)}:${lastLine}: ${message}`);
}

/** Nothing that a mail program of note does not understand, but for what is a courtesy there and does no harm where it is left out. */
async function byCaniemail(files) {
  const { caniemail } = await import('caniemail');
  // Those of which its data know every feature that we use.
  const clients = ['gmail.*', 'apple-mail.*', 'outlook.*', 'yahoo.*', 'aol.*', 'protonmail.*', 'mail-ru.*', 'fastmail.*', 'samsung-email.*'];
  const faults = new Map();
  for (const file of files) {
    const { issues } = caniemail({ clients, html: readFileSync(file, 'utf8') });
    for (const [client, said] of issues.errors) {
      for (const { title } of said) {
        if (!COURTESIES.has(title)) faults.set(`${path.basename(file)}: ${title}`, [...(faults.get(`${path.basename(file)}: ${title}`) ?? []), client]);
      }
    }
  }
  return [...faults].map(([what, who]) => `caniemail: ${what} is not understood by ${who.join(', ')}`);
}

async function screens(folder) {
  const { launch, settled } = await import('./lib/browser.mjs');
  const { demoDoor } = await import('./lib/desk.mjs');
  const { demo } = await import('./lib/house.mjs');
  mkdirSync(folder, { recursive: true });
  const house = await demo();
  const desk = house.desk.endsWith('/') ? house.desk : `${house.desk}/`;
  const door = await demoDoor({ desk });
  const cookies = [...door.cookies].map(([name, value]) => ({ name, value, url: desk }));
  const hrefs = async (where) => [...(await door.go(where)).html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href.replaceAll('&amp;', '&'));
  const newsletters = [...new Set((await hrefs('/letters')).filter((href) => /^\/letters\/\d+$/.test(href)))];
  const letters = new Map();
  for (const newsletter of newsletters) {
    const page = await door.go(newsletter);
    const lang = page.html.match(/<h1 lang="(\w+)"/)?.[1];
    // The drafts stand before the issues that went out.
    const issue = [...page.html.matchAll(/href="(\/issues\/\d+)"/g)].map(([, href]) => href).at(lang === 'en' ? 1 : -1);
    if (lang && issue && !letters.has(lang)) letters.set(lang, issue);
  }
  const chromium = await launch();
  let taken = 0;
  for (const [lang, issue] of letters) {
    for (const width of [320, 1024]) {
      for (const scheme of ['light', 'dark']) {
        const context = await chromium.newContext({ viewport: { width, height: width === 320 ? 600 : 560 }, colorScheme: scheme, deviceScaleFactor: width === 320 ? 1.5 : 1, reducedMotion: 'reduce' });
        await context.addCookies(cookies);
        const tab = await context.newPage();
        await tab.goto(`${desk.slice(0, -1)}${issue}/letter?scheme=${scheme}`, { waitUntil: 'load' });
        await settled(tab);
        const sideways = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (sideways > 0) fail(`${lang}, ${width}: the letter is ${sideways} pixels too wide`);
        await tab.screenshot({ path: path.join(folder, `letter-${lang}-${width}-${scheme}.png`) });
        taken += 1;
        await context.close();
      }
    }
  }
  await chromium.close();
  await house.close();
  console.log(`${taken} screenshots in ${folder}`);
  process.exit(0);
}
