// A browser for one visit. In: an address and what to do there. Out: what that
// gives, or why it could not be done.
// Invariant: every visit has a fresh Chromium, with nothing in its caches, that
// is closed when the visit is over or has taken too long.

import { chromium } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** What a phone has on a slow day: 1.6 Mbit/s down, 150 ms until a host answers. */
export const SLOW_NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: 1.6e6 / 8,
  uploadThroughput: 750e3 / 8,
};

/**
 * @template T
 * @param {number} patience in seconds
 * @param {(page: import('playwright-core').Page) => Promise<T>} read
 * @param {string[]} [args] more of the browser's own
 * @returns {Promise<T>}
 */
export async function visit(patience, read, args = []) {
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args });
  let timer;
  const tooLong = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${patience} s`)), patience * 1000);
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(patience * 1000);
    return await Promise.race([read(page), tooLong]);
  } finally {
    clearTimeout(timer);
    await browser.close();
  }
}

/** @param {import('playwright-core').Page} page @param {typeof SLOW_NETWORK} network */
export async function throttle(page, network) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', network);
}

export async function chromiumVersion() {
  const browser = await chromium.launch({ executablePath: EXECUTABLE });
  const version = browser.version();
  await browser.close();
  return version;
}
