#!/usr/bin/env node
// The keyholder's page and the issue's page at the desk, in a real browser, while an issue is armed, sent by the server, and lost by a kill.

import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launch, lights, listen } from './lib/browser.mjs';
import { demoDoor } from './lib/desk.mjs';
import { binary, fail, freePort, open, options, run, scratch } from './lib/house.mjs';
import { tooWide, violations } from './lib/judge.mjs';
import { Ledger } from './lib/ledger.mjs';
import { formTo } from './lib/visitor.mjs';

const HELP = `Arms an issue of the demo newspaper on the keyholder's page in Chromium, and watches it go out.

  node tests/walks/courier.mjs [FOLDER]

  FOLDER  screenshots go there: en-armed-390-dark.png …

Needs: chromium, and \`npm ci\` in tests/walks.`;

const WORDS = 'harbor lamp light letter paper print story';
const READERS = 60;
const given = options(HELP, {});
const folder = given.rest[0];
if (folder) mkdirSync(folder, { recursive: true });
const ledger = new Ledger('courier');
const dir = scratch('courier');
const [port, desk_port] = [String(await freePort()), String(await freePort())];
const serve = () => open(['demo', '--port', port, '--desk-port', desk_port, '--dir', dir]);
const keyholder = path.join(dir, 'courier');

let house = await serve();
let door = await demoDoor(house);
const letter = (await hrefs('/letters')).find((href) => /^\/letters\/\d+$/.test(href));
await come_tonight();
// The timetable begins the draft of the new time at the next start.
await house.close();
house = await serve();
door = await demoDoor(house);
const issue = await make_ready();
list();
const chromium = await launch();
const page = await keyholders_page();
await unlock();
await look('ready', page, true);
await press('.begin button[formaction=arm]');
await until('an issue is armed from the page', async () => (await text()).includes('Armed for'));
await look('armed', page, true);
await look('desk-armed', issue);
ledger.note('the desk says that it is armed', issue, (await door.go(issue)).html.includes('Armed for') ? '' : 'no word of it');

await house.kill('SIGKILL');
house = await serve();
door = await demoDoor(house);
await until('a kill is told on the page', async () => (await text()).includes('started anew'));
await look('lost', page, true);
await look('desk-lost', issue);
await look('desk-line', '/letters');
const doctor = run(['--dir', dir, 'doctor']);
ledger.note('a kill is told by the doctor', 'doctor', /WRONG.*started anew/.test(doctor.stdout) ? '' : doctor.stdout);

await unlock();
await press('.begin button[formaction=arm]');
await until('it goes on from the page', async () => (await text()).includes('is sending'));
await look('sending', page);
await look('desk-sending', issue);
let at_desk = await door.go(issue);
await door.send(at_desk, formTo(at_desk, /\/pause$/));
await look('desk-paused', issue);
await look('desk-cancellation', `${issue}/cancellation`);
at_desk = await door.go(issue);
await door.send(at_desk, formTo(at_desk, /\/resumption$/));
await until('it is sent in the end', async () => (await door.go(issue)).html.includes('In numbers'));
await look('desk-numbers', issue);
const caught = [...(await door.go('/mailbox')).html.matchAll(/href="\/mailbox\/[0-9a-f]+"/g)].length;
ledger.note('every reader has a letter', '/mailbox', caught >= READERS ? '' : `${caught} of ${READERS}`);
await chromium.close();
const whole = ledger.close(['axe', 'no sideways scrolling', 'nothing complains']);
await house.close();
process.exit(whole ? 0 : 1);

async function hrefs(where) {
  return [...(await door.go(where)).html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href.replaceAll('&amp;', '&'));
}

/** The newsletter comes in nine hours, so that its issue can be armed. */
async function come_tonight() {
  const at = new Date(Date.now() + 9 * 3_600_000);
  const page = await door.go(`${letter}/about`);
  const fields = { weekday: String(at.getUTCDay() || 7), time: `${String(at.getUTCHours()).padStart(2, '0')}:00`, zone: 'Etc/UTC' };
  await door.send(page, formTo(page, /\/about$/), fields);
}

async function make_ready() {
  for (let tries = 0; tries < 20; tries += 1) {
    const draft = await tonights_draft();
    if (!draft) {
      await new Promise((later) => setTimeout(later, 500));
      continue;
    }
    let page = await door.go(draft);
    await door.send(page, formTo(page, /^\/issues\/\d+$/), { subject: 'Who bought the harbour, and with whose money', preheader: 'The week at Port Varn, in five minutes.', do: 'save' });
    page = await door.go(`${draft}/readiness`);
    const form = formTo(page, /\/readiness$/);
    if (form && (await door.send(page, form)).html.includes('name="base"') === false) return draft;
  }
  return fail('the demo has no draft that can be made ready');
}

/** The demo has a draft of next Friday besides. */
async function tonights_draft() {
  for (const draft of (await hrefs(letter)).filter((href) => /^\/issues\/\d+$/.test(href))) {
    const page = await door.go(draft);
    const hours = [...page.html.matchAll(/datetime="([^"]+)"/g)].map(([, at]) => (Date.parse(at) - Date.now()) / 3_600_000);
    if (page.html.includes('name="base"') && hours.some((left) => left > 7 && left < 10)) return draft;
  }
  return null;
}

function list() {
  writeFileSync(path.join(keyholder, 'courier.toml'), 'per_second = 3\n[[relay]]\nurl = "smtp+plain://127.0.0.1:9"\n');
  writeFileSync(path.join(dir, 'words'), WORDS);
  const rows = Array.from({ length: READERS }, (_, i) => `reader-${i}@host-${i % 7}.example`);
  writeFileSync(path.join(dir, 'list.csv'), ['email', ...rows].join('\n'));
  const id = letter.split('/').at(-1);
  const done = run(['courier', '--courier', keyholder, '--words', path.join(dir, 'words'), 'import', path.join(dir, 'list.csv'), '--newsletter', id, '--yes']);
  if (done.code !== 0) fail(`the import ended with ${done.code}: ${done.stderr}`);
}

/** The page that `indelible courier` serves until the walk ends. */
async function keyholders_page() {
  const child = spawn(binary(), ['courier', '--courier', keyholder], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => child.kill());
  return new Promise((resolve) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const address = said.match(/http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\//)?.[0];
      if (address) resolve(address);
    });
  });
}

async function tab_of(where, { lang = 'en', width = 1280, height = 900 } = {}) {
  const context = await chromium.newContext({ viewport: { width, height }, deviceScaleFactor: width < 400 ? 2 : 1, reducedMotion: 'reduce', locale: lang });
  if (!where.startsWith('http')) await context.addCookies([...door.cookies].map(([name, value]) => ({ name, value, url: house.desk })));
  const tab = await context.newPage();
  return { context, tab, address: new URL(where, house.desk).href };
}

async function unlock() {
  const { context, tab } = await tab_of(page);
  await tab.goto(page);
  if (await tab.locator('input[name=words]').count()) {
    await tab.fill('input[name=words]', WORDS);
    await Promise.all([tab.waitForEvent('load', { timeout: 120_000 }), tab.click('form[action=unlock] button')]);
  } else if (await tab.locator('form[action=sync] button').count()) {
    await Promise.all([tab.waitForEvent('load', { timeout: 120_000 }), tab.click('form[action=sync] button')]);
  }
  await context.close();
}

async function press(button) {
  const { context, tab } = await tab_of(page);
  await tab.goto(page);
  if (!(await tab.locator(button).count())) {
    ledger.note('every button is there', button, `not on a page that says “${(await tab.locator('main').innerText()).slice(0, 400)}”`);
    return;
  }
  // The first campaign of a folder is asked about.
  for (const untested of await tab.locator('.begin input[name=untested]').all()) await untested.check();
  await Promise.all([tab.waitForEvent('load', { timeout: 120_000 }), tab.click(button)]);
  await context.close();
}

async function text() {
  const { context, tab } = await tab_of(page);
  await tab.goto(page);
  const words = await tab.locator('main').innerText();
  await context.close();
  return words;
}

async function until(what, holds) {
  for (let tries = 0; tries < 80; tries += 1) {
    if (await holds()) return ledger.note(what, page, '');
    await new Promise((later) => setTimeout(later, 1_000));
  }
  return ledger.note(what, page, `it did not come about; the page says “${(await text()).slice(0, 600)}”`);
}

async function look(name, where, every_language = false) {
  for (const lang of every_language ? ['en', 'ru', 'fa'] : ['en']) {
    for (const [width, height] of [[1280, 900], [390, 844]]) {
      const { context, tab, address } = await tab_of(where, { lang, width, height });
      const heard = listen(tab, new URL(address).origin);
      const label = `${lang} ${name}, ${width}`;
      await tab.goto(address, { waitUntil: 'load' });
      ledger.note('nothing complains', label, heard.errors);
      ledger.note('no sideways scrolling', label, await tooWide(tab));
      for (const colorScheme of lights(width, folder)) {
        await tab.emulateMedia({ colorScheme });
        if (folder) await tab.screenshot({ path: path.join(folder, `${lang}-${name}-${width}-${colorScheme}.png`), fullPage: where !== page || width > 400 });
        // These are fetched anew every few seconds.
        if (name.endsWith('sending')) continue;
        ledger.note('axe', `${label}, ${colorScheme}`, await violations(tab));
      }
      await context.close();
    }
  }
  ledger.say(name);
}
