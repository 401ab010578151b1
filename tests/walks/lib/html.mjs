// A page as a tree: what it links to, what it shows, what it says.

import { parse } from 'parse5';

export function tree(html) {
  return parse(html);
}

export function* elements(node) {
  for (const child of node.childNodes ?? []) {
    if (child.tagName) yield child;
    yield* elements(child);
    if (child.content) yield* elements(child.content);
  }
}

export const attribute = (element, name) => element.attrs?.find((a) => a.name === name)?.value;

export function text(node) {
  if (node.nodeName === '#text') return node.value;
  if (['script', 'style', 'template'].includes(node.tagName)) return '';
  return (node.childNodes ?? []).map(text).join('');
}

export const flat = (words) => words.replace(/\s+/g, ' ').trim();

const WHERE = {
  a: ['href'], area: ['href'], link: ['href'], script: ['src'], img: ['src', 'srcset'], source: ['src', 'srcset'], iframe: ['src'],
  video: ['src', 'poster'], audio: ['src'], track: ['src'], form: ['action'], button: ['formaction'], object: ['data'], embed: ['src'], use: ['href'],
};

/** Every address that the page names: `{ element, attribute, value, url, internal }`, resolved against `base`. */
export function links(document, base) {
  const found = [];
  for (const element of elements(document)) {
    for (const name of WHERE[element.tagName] ?? []) {
      const value = attribute(element, name);
      if (value === undefined) continue;
      const values = name === 'srcset' ? value.split(',').map((part) => part.trim().split(/\s+/)[0]) : [value];
      for (const one of values) {
        let url = null;
        try {
          url = new URL(one, base);
        } catch { /* left null: reported by whoever reads this */ }
        found.push({ element, tag: element.tagName, rel: attribute(element, 'rel') ?? '', attribute: name, value: one, url });
      }
    }
  }
  return found;
}

export function ids(document) {
  return new Set([...elements(document)].map((element) => attribute(element, 'id')).filter(Boolean));
}

export function first(document, wanted) {
  for (const element of elements(document)) if (wanted(element)) return element;
  return null;
}

export const hasClass = (element, name) => (attribute(element, 'class') ?? '').split(/\s+/).includes(name);
