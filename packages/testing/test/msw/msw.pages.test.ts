import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenBrowser, openBrowser } from '../../../../scripts/browsers/open-browser.ts';
import type { Page } from './pages/page.ts';

declare const page: Page;

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser('packages/testing/test/msw/pages/index.html', ['msw', 'msw/browser']);
});
afterAll(() => browser.close());

test('[KIT-17] [KIT-18] the server runs in a page: a stream over the service worker, sockets in the page, cut again and again', async () => {
  const tab = await browser.tab();
  await tab.evaluate(() => page.start());
  const texts = Array.from({ length: 5 }, (_, n) => `m${n}`);
  expect(await tab.evaluate(() => page.talk(5))).toEqual(texts);
});
