// What a machine can say of a page that is open.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe has against the page, a line for each rule that is broken. `rules` are those that do not hold here, as axe takes them. */
export async function violations(tab, rules = {}) {
  if (!(await tab.evaluate(() => 'axe' in window))) await tab.evaluate(axe);
  const { violations } = await tab.evaluate((rules) => window.axe.run(document, { rules, resultTypes: ['violations'] }), rules);
  return violations.map(({ id, impact, help, nodes }) => {
    const [{ any, all }] = nodes;
    const places = nodes.slice(0, 3).map((node) => node.target.join(' ')).join(', ');
    return `${id} (${impact}): ${help}: ${places}; ${(any[0] ?? all[0])?.message ?? ''}`;
  });
}

/** By how much the page is wider than its window; empty when it is not. */
export async function tooWide(tab) {
  const over = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return over > 0 ? `${over} px too wide` : '';
}
