// Debian's Chromium, driven by playwright-core.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { fail } from './house.mjs';

const KNOWN = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export async function launch() {
  const executablePath = process.env.CHROMIUM ?? KNOWN.find((file) => existsSync(file));
  if (!executablePath) fail('there is no Chromium: `apt-get install chromium`, or set CHROMIUM to its path');
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--force-color-profile=srgb'],
  });
  process.on('exit', () => browser.close().catch(() => {}));
  // A walk says what is wrong, not what is slow: other programs may have the machine.
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(120_000);
    return context;
  };
  return browser;
}

/** Waits until what a page and its frames asked for has come, ten seconds at most: whoever looks at it says what is lacking. */
export async function settled(tab) {
  const frames = tab.frames().map((frame) => frame.waitForLoadState('load', { timeout: 10_000 }));
  const pictures = tab.waitForFunction(() => [...document.images].every((image) => image.complete), null, { timeout: 10_000 });
  await Promise.allSettled([...frames, pictures]);
}

/** The lights in which a page of a width is looked at: both for somebody who will look at screenshots; else each width has one, so that each light is seen too. */
export const lights = (width, both) => (both ? ['light', 'dark'] : [width < 600 ? 'dark' : 'light']);

/** Listens to what must not happen while `page` is open: console errors, violations, failed requests, requests to another place. */
export function listen(page, start) {
  const heard = { errors: [], strangers: [], requests: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) heard.errors.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => heard.errors.push(`thrown: ${error.message}`));
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') heard.errors.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) heard.errors.push(`${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    heard.requests.push(request.url());
    if (!request.url().startsWith(start) && !request.url().startsWith('data:')) heard.strangers.push(request.url());
  });
  return heard;
}
