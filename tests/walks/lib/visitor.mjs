// A visitor with a cookie jar who fills in forms: a browser, as far as pages without script need one.

import { get } from './http.mjs';
import { attribute, elements, flat, text, tree } from './html.mjs';

export class Visitor {
  constructor(base) {
    this.base = base;
    this.cookies = new Map();
  }

  /** One request, no redirect followed. `Origin` and `Sec-Fetch-Site` are what a browser would send. */
  async request(where, { method = 'GET', body, headers = {}, timeout_ms } = {}) {
    const url = new URL(where, this.base).href;
    const sent = { ...headers };
    if (this.cookies.size) sent.cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (method !== 'GET') Object.assign(sent, { origin: new URL(this.base).origin, 'sec-fetch-site': 'same-origin', 'content-length': Buffer.byteLength(body ?? '') });
    const answer = await get(url, { method, body, headers: sent, agent: this.agent, timeout_ms });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/) ?? [];
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) this.cookies.delete(name);
      else if (name) this.cookies.set(name, value);
    }
    return { ...answer, url };
  }

  /** Asks and follows redirects. Answers the page with its tree. */
  async go(where, options) {
    let answer = await this.request(where, options);
    for (let hops = 0; [301, 302, 303, 307, 308].includes(answer.status) && hops < 8; hops += 1) {
      answer = await this.request(new URL(answer.headers.location, answer.url).href);
    }
    answer.html = answer.body.toString('utf8');
    answer.tree = tree(answer.html);
    return answer;
  }

  async json(where, value) {
    const answer = await this.request(where, { method: 'POST', body: JSON.stringify(value), headers: { 'content-type': 'application/json', accept: 'application/json' } });
    try {
      return { ...answer, value: JSON.parse(answer.body.toString('utf8')) };
    } catch {
      return { ...answer, value: null };
    }
  }

  /** Sends a form of `page` with some fields filled in otherwise. `press` is the button: `[name, value]`. */
  async send(page, form, fields = {}, press = null, options = {}) {
    const { action, method, body } = this.fill(page, form, fields, press);
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    if (method === 'GET') return this.go(`${action.split('?')[0]}?${body}`);
    const headers = { ...type, ...options.headers };
    return options.stay ? this.request(action, { method, body, headers, ...options }) : this.go(action, { method, body, headers });
  }

  fill(page, form, fields = {}, press = null) {
    const values = new URLSearchParams();
    const given = { ...fields };
    const put = (name, value) => {
      const wanted = name in given ? given[name] : value;
      if (Array.isArray(wanted)) wanted.forEach((one) => values.append(name, one));
      else values.append(name, wanted);
    };
    for (const field of fieldsOf(form)) put(field.name, field.value);
    for (const name of Object.keys(given)) if (!values.has(name)) put(name, given[name]);
    if (press) values.append(press[0], press[1]);
    return { action: new URL(attribute(form, 'action') ?? '', page.url).href, method: (attribute(form, 'method') ?? 'get').toUpperCase(), body: values.toString() };
  }
}

/** Successful controls of a form, buttons left out. */
export function fieldsOf(form) {
  const found = [];
  for (const element of elements(form)) {
    const name = attribute(element, 'name');
    if (!name || attribute(element, 'disabled') !== undefined) continue;
    if (element.tagName === 'textarea') found.push({ name, value: text(element).replace(/^\n/, '') });
    else if (element.tagName === 'select') {
      const choices = [...elements(element)].filter((one) => one.tagName === 'option');
      const chosen = choices.filter((one) => attribute(one, 'selected') !== undefined);
      for (const one of chosen.length ? chosen : attribute(element, 'multiple') === undefined ? choices.slice(0, 1) : []) found.push({ name, value: attribute(one, 'value') ?? flat(text(one)) });
    } else if (element.tagName === 'input') {
      const type = attribute(element, 'type') ?? 'text';
      if (['submit', 'button', 'image', 'reset', 'file'].includes(type)) continue;
      if (['checkbox', 'radio'].includes(type) && attribute(element, 'checked') === undefined) continue;
      found.push({ name, value: attribute(element, 'value') ?? (type === 'checkbox' ? 'on' : '') });
    }
  }
  return found;
}

export const forms = (page) => [...elements(page.tree)].filter((element) => element.tagName === 'form');
/** The form that has a field of this name. */
export const formWith = (page, name) => forms(page).find((form) => fieldsOf(form).some((field) => field.name === name));
/** The form that is sent to an address that matches. */
export const formTo = (page, pattern) => forms(page).find((form) => pattern.test(attribute(form, 'action') ?? ''));
