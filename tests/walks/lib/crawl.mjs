// From the front to everything that can be reached from it.

import { get, each } from './http.mjs';
import { attribute, elements, ids, links, tree } from './html.mjs';

/**
 * Follows every internal address from `start`, a round at a time. `start` ends in a slash; addresses under it are internal, and `canonical` (what the site calls
 * itself) counts as the same place. `extra` are paths that no page leads to.
 * Answers a map from address (without fragment) to `{ status, headers, wire, body, type, tree, ids, links, from }`.
 */
export async function crawl(start, { extra = [], canonical = start, width = 8, most = 50_000 } = {}) {
  const seen = new Map();
  let round = [[start, 'the start'], ...extra.map((path) => [new URL(path, start).href, 'the list of known paths'])];
  const strangers = new Map();
  while (round.length && seen.size < most) {
    const next = new Map();
    await each(round, width, async ([url, from]) => {
      if (seen.has(url)) return;
      seen.set(url, null);
      let page;
      try {
        page = await get(url);
      } catch (error) {
        page = { url, status: 0, headers: {}, wire: 0, body: Buffer.alloc(0), error: error.message };
      }
      page.from = from;
      page.type = (page.headers['content-type'] ?? '').split(';')[0].trim();
      seen.set(url, page);
      if (page.type === 'text/html') {
        page.html = page.body.toString('utf8');
        page.tree = tree(page.html);
        page.ids = ids(page.tree);
        page.links = links(page.tree, url);
        // What live coverage asks for by its script.
        const fragment = page.html.match(/ data-from="([^"]+)"/)?.[1];
        if (fragment) page.links.push({ tag: 'script', rel: '', attribute: 'data-from', value: fragment, url: new URL(fragment, url) });
      } else if (/xml$/.test(page.type)) {
        page.links = addresses(page.body.toString('utf8'), url);
      } else if (/json$/.test(page.type)) {
        page.links = jsonAddresses(page.body.toString('utf8'), url);
      }
      for (const link of page.links ?? []) {
        if (!link.url) continue;
        const address = inside(link.url, start, canonical);
        link.address = address;
        if (!address) {
          if (/^https?:$/.test(link.url.protocol)) strangers.set(link.url.href, url);
        } else if (!seen.has(address) && !next.has(address) && link.tag !== 'form') next.set(address, url);
      }
    });
    round = [...next].filter(([url]) => !seen.has(url));
  }
  return { pages: seen, strangers };
}

/** The address without its fragment when it belongs to the site, with the site's canonical name turned into where it runs. */
function inside(url, start, canonical) {
  let href = url.href;
  if (href.startsWith(canonical)) href = start + href.slice(canonical.length);
  if (!href.startsWith(start)) return null;
  // The contribute page and the one for lost links are no part of the edition: they are led to by their whole address.
  if (/^([a-zA-Z-]{2,10}\/)?(contribute|letters\/lost)\//.test(href.slice(start.length))) return null;
  return href.split('#')[0];
}

/** Addresses in feeds and sitemaps: element text and attributes that hold an absolute one. */
function addresses(xml, base) {
  const found = [];
  const unescape = (s) => s.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;|&#39;/g, "'").replace(/&amp;/g, '&');
  const add = (value) => {
    try {
      found.push({ tag: 'xml', rel: '', attribute: '', value, url: new URL(unescape(value), base) });
    } catch {
      found.push({ tag: 'xml', rel: '', attribute: '', value, url: null });
    }
  };
  const bare = xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '');
  for (const [, value] of bare.matchAll(/>\s*(https?:\/\/[^<\s]+)\s*</g)) add(value);
  for (const [, name, value] of bare.matchAll(/\s([\w:]+)="(https?:\/\/[^"]+)"/g)) if (!name.startsWith('xmlns')) add(value);
  return found;
}

function jsonAddresses(text, base) {
  const found = [];
  const walk = (value, key) => {
    if (typeof value === 'string' && /^(url|home_page_url|feed_url|image|src|start_url|icon|external_url|banner_image|favicon)$/.test(key)) {
      try {
        found.push({ tag: 'json', rel: '', attribute: key, value, url: new URL(value, base) });
      } catch {
        found.push({ tag: 'json', rel: '', attribute: key, value, url: null });
      }
    } else if (value && typeof value === 'object') for (const [k, v] of Object.entries(value)) walk(v, k);
  };
  try {
    walk(JSON.parse(text), '');
  } catch { /* reported where JSON is checked */ }
  return found;
}

/** What kind of page stands at this address, and in which language edition. */
export function kindOf(address, start) {
  let path = new URL(address).pathname.slice(new URL(start).pathname.length);
  const language = path.match(/^(ru|fa)(?:\/|$)/)?.[1];
  const edition = language ?? 'en';
  if (language) path = path.slice(language.length + 1);
  const kind =
    path === '' ? 'front'
    : /^\d{4}\/\d\d\/\d\d\/[^/]+\/$/.test(path) ? 'article'
    : /^\d{4}\/\d\d\/\d\d\/[^/]+\/live\/\d+\/$/.test(path) ? 'live, numbered'
    : /^\d{4}\/\d\d\/\d\d\/[^/]+\/live\.html$/.test(path) ? 'live fragment'
    : /^\d{4}\/\d\d\/$/.test(path) ? 'month'
    : /^\d{4}\/\d\d\/page\/\d+\/$/.test(path) ? 'month, numbered'
    : /^(section|tag|author|dossier)\/[^/]+\/$/.test(path) ? path.split('/')[0]
    : /^(section|tag|author|dossier)\/[^/]+\/.+\/$/.test(path) ? `${path.split('/')[0]}, numbered`
    : path === 'all/' ? 'all'
    : /^all\/.+\/$/.test(path) ? 'all, numbered'
    : /^(archive|authors|topics|corrections|search|light)\/$/.test(path) ? path.slice(0, -1)
    : path === 'newsletters/' ? 'newsletters'
    : /^newsletters\/[^/]+\/$/.test(path) ? 'newsletter'
    : /^newsletters\/[^/]+\/\d+\/$/.test(path) ? 'letter'
    : /^newsletters\/[^/]+\/sign-up\/$/.test(path) ? 'sign-up'
    : path === '404.html' ? 'not found'
    : /^[^/]+\/$/.test(path) ? 'standing page'
    : 'other';
  return { kind, edition };
}

export const one = (page, wanted) => [...elements(page.tree)].find(wanted);
export { attribute };
