import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenBrowser, openBrowser } from '../../../scripts/browsers/open-browser.ts';
import type { Page } from './pages/page.ts';
import { until } from './stores.ts';

declare const page: Page;

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser('packages/adapter-indexeddb/test/pages/index.html');
});
afterAll(() => browser.close());

test('[IDB-17] a renderer killed while it commits, ten times: what had resolved is there, and no commit is half', async () => {
  let told = 0;
  await browser.context.exposeFunction('told', (rev: number) => {
    told = Math.max(told, rev);
  });
  const kills: number[] = [];
  for (let kill = 0; kill < 10; kill++) {
    const tab = await browser.tab();
    await tab.evaluate(() => page.open());
    const revs = await tab.evaluate(() => page.revs());
    // One rev on all rows: none is half.
    expect(revs.length).toBe(kill === 0 ? 0 : 1);
    expect(revs[0] ?? 0).toBeGreaterThanOrEqual(told);
    const before = told;
    const crashed = tab.waitForEvent('crash');
    tab
      .evaluate(() =>
        page.commitForEver((rev) => void (globalThis as unknown as { told(rev: number): void }).told(rev)),
      )
      .catch(() => {});
    await expect.poll(() => told, { interval: 3 }).toBeGreaterThan(before + 5 + kill);
    const session = await browser.context.newCDPSession(tab);
    session.send('Page.crash').catch(() => {});
    await crashed;
    kills.push(told - before);
    await tab.close();
  }
  expect(kills.every((commits) => commits > 5)).toBe(true);
});

test('[IDB-18] at the quota a commit is storage/quota-exceeded, nothing of it is kept, and with room it goes on', async () => {
  // Chromium asks for the room of an origin only now and then: it must know the quota before the first commit.
  const origin = browser.otherOrigin;
  const tab = await browser.tab(origin);
  const session = await browser.context.newCDPSession(tab);
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 20_000_000 });
  await tab.evaluate(async () => {
    await page.open();
    await page.commit(30, 1);
  });
  const { made, code } = await tab.evaluate(() => page.fill(10_000));
  expect([code, made > 3]).toEqual(['storage/quota-exceeded', true]);
  expect(await tab.evaluate(() => page.ords())).toEqual([...until(30), ...until(made * 20, 10_000)]);
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  expect(await tab.evaluate(() => page.commit(2, 31))).toBe(true);
  expect((await tab.evaluate(() => page.ords())).slice(0, 32)).toEqual(until(32));
  await tab.close();
});

test('[IDB-9] two tabs of one profile: both commit, and the older one lets a newer schema through', async () => {
  const [older, newer] = [await browser.tab(), await browser.tab()];
  await older.evaluate(async () => {
    indexedDB.deleteDatabase('page');
    localStorage.clear();
    await page.open();
  });
  await newer.evaluate(() => page.open());
  await Promise.all([older.evaluate(() => page.commit(50, 1)), newer.evaluate(() => page.commit(50, 51))]);
  expect(await older.evaluate(() => page.ords())).toEqual(until(100));
  await newer.evaluate(() => page.open(true));
  expect(await older.evaluate(() => page.timesStale())).toBe(1);
  await older.evaluate(() => page.commit(10, 101));
  expect(await newer.evaluate(() => page.ords())).toEqual(until(110));
});
