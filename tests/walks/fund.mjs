#!/usr/bin/env node
// Giving, as readers do it: every way through the demo's pretend bank, with a script and without, by keyboard, on a phone, in each language.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { launch, lights, listen } from './lib/browser.mjs';
import { demoDoor } from './lib/desk.mjs';
import { demo, options } from './lib/house.mjs';
import { tooWide, violations } from './lib/judge.mjs';
import { Ledger } from './lib/ledger.mjs';

const HELP = `Gives to the demo in a real browser.

  node tests/walks/fund.mjs [FOLDER] [--dir DIR]

  FOLDER       screenshots go there: fund-contribute-en-1280-light.png …
  --dir DIR    the demo's folder, to keep it; one that is there already is gone on with, with a bank that is new

Needs: chromium, and \`npm ci\` in tests/walks.`;

const given = options(HELP, { dir: '' });
const folder = given.rest[0];
if (folder) mkdirSync(folder, { recursive: true });
const ledger = new Ledger('fund');
const house = await demo({ dir: given.dir, fresh: true });
const site = house.site.replace(/\/$/, '');
const bank = house.output.match(/^bank\s+(http:\S+?)\/$/m)[1];
const chromium = await launch();
const [GOOD, CAREFUL, VERY_CAREFUL, STUBBORN] = ['4242424242424242', '4000002500003155', '4000002760003184', '4000000000000002'];
// Each visitor comes from a network of their own: one alone may not begin so often.
let networks = 0;
const LANGUAGES = [
  { prefix: '', lang: 'en', dir: 'ltr' },
  { prefix: 'ru/', lang: 'ru', dir: 'ltr' },
  { prefix: 'fa/', lang: 'fa', dir: 'rtl' },
];

for (const language of LANGUAGES) {
  for (const script of [true, false]) {
    const reader = await open({ ...language, script, width: script ? 390 : 1280 });
    await paysOnce(reader);
    await isDeclined(reader);
    await isAsked(reader);
    await leaves(reader);
    await givesEachMonth(reader);
    await otherWays(reader);
    await isWarned(reader);
    await mistypes(reader);
    await reader.end();
  }
  ledger.say(`${language.lang} is walked`);
}
await byKeyboard();
await clicksTwice();
await cardFails();
for (const language of LANGUAGES) await remindsLater(language);
for (const language of LANGUAGES) await isDown(language);
await asksTooOften();
await treasurer();
if (folder) await pictures();
// Last, because nothing is taken for some minutes after it.
await storm();

const whole = ledger.close([
  'axe', 'no sideways scrolling', 'nothing complains', 'nothing is asked of others', 'the language is the reader’s', 'a good card is thanked for', 'the words of the statement are exact',
  'a declined card may be followed by a good one', 'a bank that asks is answered', 'a refused question takes nothing', 'who leaves has given nothing', 'a giver changes the amount', 'a giver pauses and goes on',
  'a giver ends it in two presses', 'the other processor is paid', 'a transfer has a reference', 'who is in danger is warned and goes no further', 'what is wrong is said at its field',
  'the keyboard is enough', 'two clicks are one gift', 'a failing card is offered another', 'asks return when a gift has ended', 'asks stay away as long as they should', 'a wish to be reminded gets a letter', 'a wish is confirmed and erased by its link',
  'a bank that is down gets a calm page', 'a page waits for what nobody knows yet', 'a network that asks too often is told so', 'a crowd gets its form back', 'when cards fail a sum is asked for', 'in a storm nothing is taken for a while', 'the treasurer sees the year', 'no cookie is set',
]);
await chromium.close();
await house.close();
process.exit(whole ? 0 : 1);

/** A browser of somebody: a tab, and what it must not do. */
async function open({ prefix = '', lang = 'en', dir = 'ltr', script = true, width = 390, colorScheme = 'light', network = `10.7.${(networks += 1)}.1` } = {}) {
  const context = await chromium.newContext({ viewport: { width, height: width === 390 ? 844 : 900 }, deviceScaleFactor: width === 390 ? 2 : 1, javaScriptEnabled: script, colorScheme, reducedMotion: 'reduce', extraHTTPHeaders: { 'x-forwarded-for': network } });
  const tab = await context.newPage();
  const heard = listen(tab, site);
  const label = `${lang}, ${script ? 'with' : 'without'} script, ${width} px`;
  const check = (what, holds, why = '') => ledger.note(what, label, holds ? '' : why || (tab.url() + ': not so'));
  const reader = {
    tab, prefix, lang, dir, label, check, script,
    contribute: `${site}/${prefix}contribute/`,
    /** Until which day asks stay away, in days from today. */
    quiet: 0,
    /** Looks at the page that is open: as it is (in English by axe too), and with a script also at a desk by night. */
    async look(name) {
      const where = `${name}, ${label}`;
      await judge(tab, where, script && lang === 'en');
      if (script) {
        const size = tab.viewportSize();
        await tab.setViewportSize({ width: 1280, height: 900 });
        await tab.emulateMedia({ colorScheme: 'dark' });
        await judge(tab, `${where}, then 1280 px and dark`);
        await tab.setViewportSize(size);
        await tab.emulateMedia({ colorScheme });
      }
      if (tab.url().startsWith(site)) {
        const html = tab.locator('html');
        const [said, direction] = [await html.getAttribute('lang'), await html.getAttribute('dir')];
        ledger.note('the language is the reader’s', where, said === lang && direction === dir ? '' : `${said} ${direction}`);
        const text = await tab.locator('body').innerText();
        ledger.note('no word is lacking', where, /\bfund-[a-z]/.test(text) ? text.match(/\S*\bfund-[a-z]\S*/)[0] : '');
      }
    },
    async end() {
      const strange = heard.strangers.filter((url) => !url.startsWith(bank));
      ledger.note('nothing is asked of others', label, strange);
      // A refusal is an answer: 402 of the bank, 422, 429 and 503 of ours are looked at where they are expected.
      const wrong = heard.errors.filter((error) => !/\b(402|422|429|503)\b/.test(error));
      ledger.note('nothing complains', label, wrong);
      ledger.note('no cookie is set', label, (await context.cookies()).map((cookie) => cookie.name));
      await context.close();
    },
  };
  return reader;
}

async function judge(tab, where, script = true) {
  // axe waits for timers, which a page without script does not have; the pages are the same bytes.
  if (script) {
    // A page that waits for a bank looks again by itself: that is what it is for.
    const rules = where.startsWith('waiting') ? { 'meta-refresh': { enabled: false } } : {};
    ledger.note('axe', where, await violations(tab, rules));
  }
  ledger.note('no sideways scrolling', where, await tooWide(tab));
}

/** The day until which this browser is asked nothing, counted from today. */
async function quietDays(tab) {
  const until = await tab.evaluate(() => JSON.parse(localStorage.asks ?? '{}').until ?? 0);
  return until && until - Math.floor(Date.now() / 864e5);
}

/** Fills in the form up to its button. */
async function fill({ tab, contribute }, { often = 'once', preset = null, own = '', method = 'card', address = '', country = 'elsewhere' } = {}) {
  await tab.goto(contribute);
  await tab.locator(`input[name=country][value="${country}"]`).check();
  if (country !== 'elsewhere') return;
  await tab.locator(`input[name=interval][value=${often}]`).check();
  if (preset !== null) await tab.locator(`.for-${often} input`).nth(preset).check();
  if (own) await tab.locator('input[name=own]').fill(own);
  await tab.locator(`input[name=method][value=${method}]`).check();
  if (address) await tab.locator('.give input[name=address]').fill(address);
}

/** Sends the form; ends on the bank's page. */
async function go(reader, wishes) {
  await fill(reader, wishes);
  await reader.tab.locator('.give button[type=submit]').click();
  await reader.tab.waitForURL(`${bank}/**`);
}

/** At the bank: chooses a card and presses the button. */
async function pay(tab, card) {
  const offered = tab.locator(`input[name=card][value="${card}"]`);
  if (await offered.count()) await offered.check();
  else await tab.locator('input[name=number]').fill(card);
  await tab.locator('form[action^="/pay/"] button').last().click();
}

function said(tab) {
  return tab.locator('main').innerText();
}

async function thanked(reader, recurs = false) {
  const { tab, check } = reader;
  await tab.waitForURL(`${site}/**/thanks/*`);
  // Hooks come when they come: the page looks again by itself.
  for (let tries = 0; tries < 8 && !(await tab.locator('.say.thanks').count()); tries += 1) await new Promise((later) => setTimeout(later, 1000));
  check('a good card is thanked for', (await tab.locator('.say.thanks').count()) === 1, await said(tab));
  if (reader.script) {
    // A shorter time ends no longer one.
    reader.quiet = Math.max(reader.quiet, recurs ? 365 : 30);
    const days = await quietDays(tab);
    check('asks stay away as long as they should', days === reader.quiet, `${days} days instead of ${reader.quiet}`);
  }
  check('the words of the statement are exact', (await tab.locator('.say.thanks code').innerText().catch(() => '')) === 'OPEN HARBOUR FND', await said(tab));
}

async function paysOnce(reader) {
  await fill(reader, { preset: 2 });
  await reader.look('contribute');
  await reader.tab.locator('.give button[type=submit]').click();
  await reader.tab.waitForURL(`${bank}/**`);
  await reader.look('the bank’s pay page');
  await pay(reader.tab, GOOD);
  await thanked(reader);
  await reader.look('thanks');
}

async function isDeclined(reader) {
  await go(reader, { preset: 0 });
  await pay(reader.tab, STUBBORN);
  const told = await said(reader.tab);
  await reader.look('a declined card');
  await pay(reader.tab, GOOD);
  await thanked(reader);
  reader.check('a declined card may be followed by a good one', /declined/.test(told), told);
}

async function isAsked(reader) {
  const { tab, check } = reader;
  await go(reader, { own: '12' });
  await pay(tab, CAREFUL);
  await tab.waitForURL('**/challenge');
  await reader.look('the bank asks');
  await tab.locator('button[value=fail]').click();
  check('a refused question takes nothing', tab.url().startsWith(bank) && (await tab.locator('.error').count()) === 1, await said(tab));
  await pay(tab, CAREFUL);
  await tab.waitForURL('**/challenge');
  await tab.locator('button[value=approve]').click();
  await thanked(reader);
  check('a bank that asks is answered', (await tab.locator('.say.thanks').count()) === 1);
}

async function leaves(reader) {
  await go(reader, { preset: 1 });
  await reader.tab.locator('form[action$="/leave"] button').click();
  await reader.tab.waitForURL(`${site}/**/back/`);
  await reader.look('left');
  reader.check('who leaves has given nothing', (await reader.tab.locator('.say.thanks').count()) === 0 && (await reader.tab.locator('.links a').count()) === 2, await said(reader.tab));
}

/** A gift each month, and all that its giver can do with it. */
async function givesEachMonth(reader) {
  const { tab, check } = reader;
  await go(reader, { often: 'monthly', preset: 1 });
  await pay(tab, GOOD);
  await thanked(reader, true);
  const mine = await tab.locator('.say.thanks .line a').getAttribute('href');
  await tab.goto(mine);
  await reader.look('a giver’s own page');
  const act = (value) => tab.locator(`.acts form:has(input[value=${value}]) button`);
  await tab.locator('input[name=own]').fill('7');
  await tab.locator('form:has(input[value=amount]) button').click();
  check('a giver changes the amount', /7|۷/.test(await tab.locator('.big').innerText()) && (await tab.locator('[role=status]').count()) === 1, await said(tab));
  await act('pause').click();
  const paused = (await act('resume').count()) === 1;
  await act('resume').click();
  check('a giver pauses and goes on', paused && (await act('pause').count()) === 1, await said(tab));
  await act('end').click();
  await reader.look('ending asks once more');
  await tab.locator('.say form').first().locator('button').click();
  check('a giver ends it in two presses', (await act('stay').count()) === 1, await said(tab));
  await reader.look('ending');
  await act('stay').click();
}

/** iDEAL at the other processor, and a transfer by hand. */
async function otherWays(reader) {
  const { tab, check } = reader;
  await go(reader, { method: 'ideal', preset: 1 });
  await reader.look('the other processor’s page');
  await tab.locator('input[name=status][value=failed]').check();
  await tab.locator('form button').click();
  await tab.waitForURL(`${site}/**`);
  check('who leaves has given nothing', (await tab.locator('.say.thanks').count()) === 0, await said(tab));
  await go(reader, { method: 'ideal', preset: 1 });
  await tab.locator('form button').click();
  await thanked(reader);
  check('the other processor is paid', (await tab.locator('.say.thanks').count()) === 1, await said(tab));
  await fill(reader, { method: 'transfer', preset: 3 });
  await tab.locator('.give button[type=submit]').click();
  await tab.locator('.line').first().waitFor();
  await reader.look('a transfer');
  check('a transfer has a reference', /GIFT-[0-9A-Z]{4}-/.test(await said(tab)), await said(tab));
}

async function isWarned(reader) {
  const { tab, check } = reader;
  await fill(reader, { country: 'RU' });
  await reader.look('a country where it is a crime');
  const hidden = !(await tab.locator('.give button[type=submit]').isVisible());
  const away = await tab.locator('.danger a').getAttribute('href');
  const day = Number(away.match(/#quiet-(\d{5})$/)?.[1]) - Math.floor(Date.now() / 864e5);
  check('asks stay away as long as they should', day > 330 && day <= 366, `the way out says ${away}`);
  // Whoever sends the form all the same, as an old browser would, reads the same on a page of its own.
  await tab.locator('.give').evaluate((form) => form.requestSubmit());
  await tab.locator('.say h1').waitFor();
  check('who is in danger is warned and goes no further', hidden && tab.url().startsWith(site) && (await tab.locator('.say h1').count()) === 1 && (await tab.locator('form').count()) === 0, await said(tab));
  await reader.look('the warning');
  if (reader.script) check('asks stay away as long as they should', (await quietDays(tab)) === Math.max(day, reader.quiet), `${await quietDays(tab)} days after the warning`);
}

async function mistypes(reader) {
  const { tab, check } = reader;
  await fill(reader, { own: '0,50' });
  await tab.locator('.give button[type=submit]').click();
  await tab.locator('#wrong').waitFor();
  await reader.look('too little');
  check('what is wrong is said at its field', (await tab.locator('[name=own][aria-invalid=true]').count()) === 1 && (await tab.locator('[name=own]').inputValue()) === '0,50', await said(tab));
}

/** No pointer at all, from the page to the thanks. */
async function byKeyboard() {
  const reader = await open({ width: 1280 });
  const { tab } = reader;
  await tab.goto(reader.contribute);
  const to = async (selector) => {
    for (let presses = 0; presses < 90; presses += 1) {
      if (await tab.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
      await tab.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${selector}`);
  };
  await to('input[name=country]');
  await tab.keyboard.press('Space');
  await to('input[name=interval]');
  await tab.keyboard.press('ArrowRight');
  const seen = await tab.evaluate(() => { const label = document.activeElement.closest('label'); return getComputedStyle(label).outlineStyle !== 'none'; });
  await to('.give button[type=submit]');
  await tab.keyboard.press('Enter');
  await tab.waitForURL(`${bank}/**`);
  await to('input[name=card]');
  await tab.keyboard.press('ArrowDown');
  await to('form[action^="/pay/"]:not([action$="/leave"]) button');
  await tab.keyboard.press('Enter');
  await tab.waitForURL('**/challenge');
  await to('button[value=approve]');
  await tab.keyboard.press('Enter');
  await thanked(reader, true);
  reader.check('the keyboard is enough', seen && /each month/.test(await said(tab)), `${seen ? '' : 'what has the focus is not seen; '}${await said(tab)}`);
  // The giver's own page: another amount, and the end.
  await to('.line a');
  await tab.keyboard.press('Enter');
  await tab.waitForURL('**/mine/*');
  await to('input[name=own]');
  await tab.keyboard.press('ControlOrMeta+a');
  await tab.keyboard.type('8');
  await tab.keyboard.press('Enter');
  await tab.locator('[role=status]').waitFor();
  const changed = await tab.locator('.big').innerText();
  await to('.acts form:has(input[value=end]) button');
  await tab.keyboard.press('Enter');
  await tab.locator('.say:not(.mine) form').first().waitFor();
  await to('.say:not(.mine) form:first-of-type button');
  await tab.keyboard.press('Enter');
  await tab.locator('.acts form:has(input[value=stay])').waitFor();
  reader.check('the keyboard is enough', /8/.test(changed), `a giver's own page: ${changed}`);
  // A wish to be reminded, on its page.
  await tab.goto(`${reader.contribute}remind/`);
  await to('select[name=month]');
  await tab.keyboard.press('ArrowDown');
  await to('input[name=address]');
  await tab.keyboard.type('keys@reader.example');
  await tab.keyboard.press('Enter');
  await tab.locator('.say h1').waitFor();
  reader.check('the keyboard is enough', /Look into your mail box/.test(await said(tab)), await said(tab));
  await reader.end();
}

async function clicksTwice() {
  const reader = await open();
  const before = await charges();
  await fill(reader, { own: '31' });
  // Both presses leave before either is answered.
  const sent = await reader.tab.evaluate(async () => {
    const form = document.querySelector('.give');
    const body = new URLSearchParams(new FormData(form));
    const both = await Promise.all([0, 1].map(() => fetch(form.action, { method: 'POST', body }).then((answer) => answer.text()).catch((error) => String(error))));
    return both.map((html) => html.match(/content="0;url=([^"]+)"/)?.[1] ?? html.slice(0, 200));
  }).catch((error) => [String(error)]);
  // The page may speak to nobody by script; then two presses of the button itself.
  let pages = sent;
  if (sent.some((url) => !url.startsWith('http'))) {
    await reader.tab.locator('.give button[type=submit]').dblclick().catch(() => {});
    await reader.tab.waitForURL(`${bank}/**`);
    pages = [reader.tab.url()];
  } else await reader.tab.goto(sent[0]);
  await pay(reader.tab, GOOD);
  await thanked(reader);
  const made = (await charges()) - before;
  reader.check('two clicks are one gift', new Set(pages).size === 1 && made === 1, `${new Set(pages).size} pages, ${made} charges`);
  await reader.tab.context().close();
}

async function charges() {
  const answer = await fetch(`${bank}/v1/charges?limit=100`, { headers: { authorization: 'Bearer sk_test_teller' } });
  return (await answer.json()).data.filter((charge) => charge.status === 'succeeded' && charge.amount === 3100).length;
}

/** A month passes at the bank's counter, and the cards fail; another, and the gifts have ended. */
async function cardFails() {
  const readers = [];
  for (const language of LANGUAGES) {
    const reader = await open(language);
    await go(reader, { often: 'monthly', own: '6' });
    await pay(reader.tab, VERY_CAREFUL);
    await reader.tab.waitForURL('**/challenge');
    await reader.tab.locator('button[value=approve]').click();
    await thanked(reader, true);
    readers.push({ ...reader, mine: await reader.tab.locator('.say.thanks .line a').getAttribute('href') });
  }
  const [first] = readers;
  await first.tab.goto(`${bank}/`);
  await first.look('the bank’s counter');
  await first.tab.locator('button[value="31"]').click();
  await first.tab.locator('button[value="1"]').click();
  for (const reader of readers) {
    const { tab, check, mine } = reader;
    const card = tab.locator('.acts form:has(input[value=card]) button');
    await openUntil(tab, mine, card);
    await reader.look('a failing card');
    const offered = await card.count();
    if (offered) {
      await card.click();
      await reader.look('the way to the bank');
      await tab.locator('.links a').click();
      await tab.waitForURL(`${bank}/**`);
      await reader.look('the page of the invoice');
    }
    check('a failing card is offered another', offered === 1 && tab.url().startsWith(bank), await said(tab));
  }
  await tell('/teller/clock', { days: 31 });
  for (const reader of readers) {
    const { tab, check, mine } = reader;
    const again = tab.locator('.say.mine .button');
    await openUntil(tab, mine, again);
    await reader.look('a gift that has ended');
    check('asks return when a gift has ended', (await again.count()) === 1 && (await quietDays(tab)) === 0, `${await quietDays(tab)} days; ${await said(tab)}`);
    await reader.end();
  }
}

/** Hooks come when they come. */
async function openUntil(tab, url, awaited) {
  for (let tries = 0; tries < 20; tries += 1) {
    await tab.goto(url);
    if (await awaited.count()) return;
    await new Promise((later) => setTimeout(later, 500));
  }
}

/** Has the bank do something. */
async function tell(path, what) {
  const answer = await fetch(`${bank}${path}`, { method: 'POST', body: JSON.stringify(what) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status} ${await answer.text()}`);
}

/** In the page itself, to the letter, and by its link to both decisions. */
async function remindsLater(language) {
  const reader = await open(language);
  const { tab, check } = reader;
  const address = `ann.${reader.lang}@reader.example`;
  await tab.goto(reader.contribute);
  await tab.locator('.later summary').click();
  await tab.locator('.later input[name=address]').fill(address);
  await reader.look('remind me later');
  await tab.locator('.later button').click();
  await tab.locator('.say h1').waitFor();
  await reader.look('reminded');
  const link = await letterLink(address);
  check('a wish to be reminded gets a letter', Boolean(link), 'no letter is in the mailbox');
  if (link) {
    await tab.goto(link);
    await reader.look('a reminder to decide on');
    await tab.locator('form:has(input[value=confirm]) button').click();
    await reader.look('a reminder that is confirmed');
    const confirmed = (await tab.locator('form:has(input[value=give])').count()) === 1;
    await tab.locator('form:has(input[value=cancel]) button').click();
    await reader.look('a reminder that is gone');
    check('a wish is confirmed and erased by its link', confirmed && (await tab.locator('form').count()) === 0, await said(tab));
  }
  await reader.end();
}

/** Where the newest letter to somebody leads. */
async function letterLink(address) {
  const door = await demoDoor(house);
  for (let tries = 0; tries < 20; tries += 1) {
    const box = (await door.go('/mailbox')).html;
    for (const [, href] of box.matchAll(/href="(\/mailbox\/[0-9a-f]+)"/g)) {
      const raw = (await door.go(`${href}/raw`)).html.replace(/=\r?\n/g, '');
      const found = raw.includes(address) && raw.match(/https?:\/\/\S+\/contribute\/reminder\/[\w-]+/);
      if (found) return found[0];
    }
    await new Promise((later) => setTimeout(later, 300));
  }
  return null;
}

/** The bank does not answer; and the page of thanks while nobody knows what has come. */
async function isDown(language) {
  const reader = await open(language);
  const { tab, check } = reader;
  await tell('/teller/faults', { kind: { before: { status: 503 } }, on: 'POST /v1/checkout/sessions' });
  await fill(reader, { preset: 1 });
  await tab.locator('.give button[type=submit]').click();
  await tab.locator('.say form').waitFor();
  await reader.look('a bank that is down');
  const action = await tab.locator('.say form').getAttribute('action');
  await tab.locator('.say form button').click();
  await tab.waitForURL(`${bank}/**`);
  check('a bank that is down gets a calm page', action.includes('contribute/again/'), action);
  await tab.goto(`${reader.contribute}thanks/${action.split('/').pop()}`);
  await reader.look('waiting');
  check('a page waits for what nobody knows yet', (await tab.locator('meta[http-equiv=refresh]').count()) === 1, await said(tab));
  await reader.end();
}

/** Sends the form without a browser; answers the page. */
async function send(network, own = '9') {
  const form = new URLSearchParams({ country: 'elsewhere', interval: 'once', currency: 'EUR', own, method: 'card' });
  const answer = await fetch(`${site}/contribute/`, { method: 'POST', body: form, headers: { 'x-forwarded-for': network } });
  const html = await answer.text();
  return { status: answer.status, asksForWork: html.includes('data-seed'), page: html.match(/content="0;url=([^"]+)"/)?.[1].replaceAll('&amp;', '&') };
}

/** A network that has begun too often; and others, who come in the crowd that it makes. */
async function asksTooOften() {
  const network = '10.8.8.1';
  // A crowd is over after ten seconds: the form is filled in before it comes.
  const crowded = await open();
  await fill(crowded, { own: '14' });
  for (let tries = 0; tries < 100 && (await send(network)).status !== 429; tries += 1);
  await crowded.tab.locator('.give button[type=submit]').click();
  await crowded.tab.locator('#wrong').waitFor();
  await crowded.look('a crowd');
  crowded.check('a crowd gets its form back', (await crowded.tab.locator('[name=own]').inputValue()) === '14', await said(crowded.tab));
  await crowded.end();
  for (const language of LANGUAGES) {
    const reader = await open({ ...language, network });
    await fill(reader, { preset: 1 });
    const [answer] = await Promise.all([reader.tab.waitForResponse((one) => one.request().method() === 'POST'), reader.tab.locator('.give button[type=submit]').click()]);
    await reader.tab.locator('.say h1').waitFor();
    reader.check('a network that asks too often is told so', answer.status() === 429, `${answer.status()}`);
    await reader.look('too often');
    await reader.end();
  }
  await crowdIsOver();
}

/** So many may begin within ten seconds. */
function crowdIsOver() {
  return new Promise((later) => setTimeout(later, 11_000));
}

/** Stolen cards are tried out: first everybody does a sum, then nothing is taken for a while. */
async function storm() {
  const pages = [];
  await crowdIsOver();
  for (let n = 0; n < 12; n += 1) pages.push((await send(`10.9.${n}.1`)).page);
  await crowdIsOver();
  const fails = async (some) => {
    for (const page of some) for (let n = 0; n < 4; n += 1) await fetch(page, { method: 'POST', body: new URLSearchParams({ card: STUBBORN }) });
  };
  /** Hooks come when they come. */
  const met = async (is) => {
    for (let tries = 0; tries < 60; tries += 1) {
      if (is(await send(`10.9.${100 + tries}.1`))) return;
      await new Promise((later) => setTimeout(later, 250));
    }
  };
  await fails(pages.slice(0, 3));
  await met((answer) => answer.asksForWork);
  for (const language of LANGUAGES) {
    const reader = await open(language);
    // Looked at in peace: without this the sum is done meanwhile.
    await reader.tab.addInitScript(() => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined }));
    await fill(reader, { preset: 1 });
    await reader.tab.locator('.give button[type=submit]').click();
    await reader.tab.locator('#work').waitFor();
    await reader.look('a sum');
    await reader.end();
  }
  const solver = await open();
  await fill(solver, { preset: 1 });
  await solver.tab.locator('.give button[type=submit]').click();
  await solver.tab.waitForURL(`${bank}/**`, { timeout: 120_000 });
  solver.check('when cards fail a sum is asked for', solver.tab.url().startsWith(bank), 'it was not done');
  await solver.end();
  await fails(pages.slice(3));
  await met((answer) => answer.status === 503);
  for (const language of LANGUAGES) {
    const reader = await open(language);
    await fill(reader, { preset: 1 });
    const [answer] = await Promise.all([reader.tab.waitForResponse((one) => one.request().method() === 'POST'), reader.tab.locator('.give button[type=submit]').click()]);
    await reader.tab.locator('.say h1').waitFor();
    reader.check('in a storm nothing is taken for a while', answer.status() === 503 && (await reader.tab.locator('.say form').count()) === 0, await said(reader.tab));
    await reader.look('a pause');
    await reader.end();
  }
}

/** The treasurer's page at the desk, with the year that the demo has. */
async function treasurer() {
  const door = await demoDoor(house, 'treasurer');
  const page = await door.go('/money');
  const bars = (page.html.match(/<rect/g) ?? []).length;
  const trouble = page.status !== 200 ? `answered ${page.status}` : bars < 12 ? `${bars} bars` : /reader\.example/.test(page.html) ? 'it names a reader' : '';
  ledger.note('the treasurer sees the year', '/money', trouble);
  for (const locale of ['en', 'ru', 'fa']) {
    for (const [width, colorScheme] of [390, 1280].flatMap((width) => lights(width, folder).map((light) => [width, light]))) {
      const context = await chromium.newContext({ viewport: { width, height: 900 }, colorScheme, locale, reducedMotion: 'reduce' });
      const tab = await context.newPage();
      await tab.goto(new URL('/sign-in', house.desk).href);
      await tab.locator('form[action$="/sign-in/demo"] button[value=treasurer]').click();
      await tab.goto(new URL('/money', house.desk).href);
      await judge(tab, `/money, ${locale}, ${width} px, ${colorScheme}`);
      await context.close();
    }
  }
}

/** For the handbook, and for whoever looks whether it is well made. */
async function pictures() {
  for (const { prefix, lang, dir } of LANGUAGES) {
    for (const width of [390, 1280]) {
      for (const colorScheme of ['light', 'dark']) {
        const reader = await open({ prefix, lang, dir, width, colorScheme });
        const { tab } = reader;
        const shoot = (name, fullPage = true) => tab.screenshot({ path: path.join(folder, `fund-${name}-${lang}-${width}-${colorScheme}.png`), fullPage });
        await fill(reader, { often: 'monthly', preset: 1 });
        await shoot('contribute');
        await tab.locator('.give button[type=submit]').click();
        await tab.waitForURL(`${bank}/**`);
        await shoot('pay');
        await pay(tab, GOOD);
        await thanked(reader, true);
        await shoot('thanks');
        await tab.goto(await tab.locator('.say.thanks .line a').getAttribute('href'));
        await shoot('mine');
        await tab.goto(reader.contribute);
        await tab.locator('input[name=country][value=RU]').check();
        await shoot('warning');
        await tab.context().close();
      }
    }
  }
  for (const [width, colorScheme] of [[1280, 'light'], [390, 'dark']]) {
    const context = await chromium.newContext({ viewport: { width, height: 900 }, colorScheme });
    const tab = await context.newPage();
    await tab.goto(new URL('/sign-in', house.desk).href);
    await tab.locator('form[action$="/sign-in/demo"] button[value=treasurer]').click();
    await tab.goto(new URL('/money', house.desk).href);
    await tab.screenshot({ path: path.join(folder, `fund-money-en-${width}-${colorScheme}.png`), fullPage: true });
    await context.close();
  }
}
