// The desk as an editor uses it: an invitation answered with two passkeys, a story written, Publish pressed.

import { Passkey } from './passkey.mjs';
import { run } from './house.mjs';
import { elements, attribute, flat, text } from './html.mjs';
import { Visitor, formTo } from './visitor.mjs';

/** Comes in by invitation, twice: whoever publishes needs a second passkey. Answers a visitor who is signed in. */
export async function join(house, dir, name, role) {
  const origin = house.desk.replace(/\/$/, '');
  let visitor;
  for (const which of ['first', 'second']) {
    const invited = run(['--dir', dir, 'staff', 'invite', name, '--role', role, '--json']);
    if (invited.code !== 0) throw new Error(`staff invite ended with ${invited.code}: ${invited.stderr}`);
    const { code } = JSON.parse(invited.stdout);
    visitor = new Visitor(`${origin}/`);
    const challenge = await visitor.json('/invitation/challenge', { code });
    if (challenge.status !== 200) throw new Error(`the ${which} passkey: the challenge answered ${challenge.status} ${challenge.body}`);
    const { ceremony, options } = challenge.value;
    const joined = await visitor.json('/invitation', { ceremony, credential: new Passkey(origin).create(options) });
    if (joined.status !== 200) throw new Error(`the ${which} passkey: it was answered with ${joined.status} ${joined.body}`);
  }
  return visitor;
}

/** The demo's door without a passkey, as an editor or `treasurer`. */
export async function demoDoor(house, as = '') {
  const visitor = new Visitor(house.desk);
  const answer = await visitor.request('/sign-in/demo', { method: 'POST', body: as && `role=${as}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  if (answer.status !== 303 || !visitor.cookies.size) throw new Error(`the demo's door answered ${answer.status}`);
  return visitor;
}

/** Writes a story and saves it. Answers its page at the desk: `/pieces/…`. */
export async function write(visitor, fields) {
  const blank = await visitor.go('/pieces/new');
  const form = formTo(blank, /^\/pieces$/);
  if (!form) throw new Error(`/pieces/new answered ${blank.status} without its form`);
  const sections = choices(form, 'section').filter(Boolean);
  const authors = suggestions(blank, 'authors');
  const tags = suggestions(blank, 'tags');
  const filled = { locale: 'en', kind: 'report', section: sections[0] ?? '', bylines: authors[0] ?? '', tags: tags.slice(0, 3).join(', '), ...fields };
  const begun = await visitor.send(blank, form, filled, null, { stay: true });
  const piece = begun.status === 303 && begun.headers.location?.split('?')[0];
  if (!piece) throw new Error(`a new piece was answered with ${begun.status}: ${complaint(begun)}`);
  return { piece, slug: fields.slug };
}

/**
 * Opens the form of the publication of a piece. What comes back is sent with `press`: two steps, so that the press alone can be timed.
 */
export async function ready(visitor, { piece, slug }) {
  const page = await visitor.go(`${piece}/publication`);
  const form = formTo(page, /\/publication$/);
  if (!form) throw new Error(`${piece}/publication answered ${page.status} without its form`);
  return { page, form, slug };
}

/** Presses Publish. Answers when it was acknowledged: `{ path, printed }`. */
export async function press(visitor, { page, form, slug }) {
  const before = new Date();
  const out = await visitor.send(page, form, {}, null, { stay: true });
  if (out.status !== 303) throw new Error(`the publication was answered with ${out.status}: ${complaint(out)}`);
  return { path: pathOf(slug, before), printed: /said=published/.test(out.headers.location) };
}

export async function publish(visitor, written) {
  return press(visitor, await ready(visitor, written));
}

/** Takes the last dated piece of a list of the desk out of the paper. Answers the address at which readers had it. */
export async function withdraw(visitor, list, reason) {
  const rows = (await visitor.go(list)).html.split('<tr>').filter((row) => !row.includes('/live"'));
  for (const [piece] of rows.flatMap((row) => [...row.matchAll(/\/pieces\/\d+(?=")/g)]).reverse()) {
    const page = await visitor.go(`${piece}/withdrawal`);
    const address = page.html.match(/<a href="([^"]+\/\d{4}\/\d\d\/\d\d\/[^"]+)" rel="noreferrer">/)?.[1];
    if (!address) continue;
    const out = await visitor.send(page, formTo(page, /\/withdrawal$/), { reason }, null, { stay: true });
    if (out.status !== 303) throw new Error(`the withdrawal was answered with ${out.status}: ${complaint(out)}`);
    return address;
  }
  throw new Error(`${list} has no dated piece`);
}

/** Where a story of today stands, by the newspaper's clock as `indelible init` sets it. */
export function pathOf(slug, when, zone = process.env.WALK_ZONE ?? 'Europe/Amsterdam') {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(when);
  return `/${day.replaceAll('-', '/')}/${slug}/`;
}

function choices(form, name) {
  const select = [...elements(form)].find((element) => element.tagName === 'select' && attribute(element, 'name') === name);
  return select ? [...elements(select)].filter((element) => element.tagName === 'option').map((option) => attribute(option, 'value')) : [];
}

function suggestions(page, id) {
  const list = [...elements(page.tree)].find((element) => element.tagName === 'datalist' && attribute(element, 'id') === id);
  return list ? [...elements(list)].filter((element) => element.tagName === 'option').map((option) => attribute(option, 'value')) : [];
}

function complaint(answer) {
  const html = answer.body.toString('utf8');
  const said = [...html.matchAll(/class="(?:wrong|trouble)"[^>]*>([\s\S]*?)<\//g)].map(([, words]) => flat(words.replace(/<[^>]+>/g, ' ')));
  return said.join('; ') || html.slice(0, 300);
}

export { flat, text };
