import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page as Tab } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../../scripts/browsers/launch-chromium.ts';
import { type OpenBrowser, openBrowser } from '../../../../scripts/browsers/open-browser.ts';
import { openServer } from '../journey/kit/server.ts';
import { credentials, lookAt, openIn, PAGE, PATIENCE, rowsOf } from './pages/ask-tab.ts';
import type { Page } from './pages/page.ts';

declare const page: Page;

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser(PAGE);
});
afterAll(() => browser.close());

const sent = (texts: readonly string[]): string[] => texts.map((text) => `${text} sent`);

/** A conversation that is at the server, looked at by all. */
async function meet(tabs: readonly [Tab, ...Tab[]]): Promise<string> {
  const id = await tabs[0].evaluate(() => page.create());
  await lookAt(id, tabs);
  await expect.poll(() => tabs[0].evaluate(() => page.status()), PATIENCE).toBe('live');
  return id;
}

/** Removes what the last test left, as a user does who clears the data of the page. */
async function forget(origin = browser.origin): Promise<void> {
  const tab = await browser.context.newPage();
  const session = await browser.context.newCDPSession(tab);
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await tab.close();
}

test('[IDB-9] a later version of the app opens beside an old tab, which goes on sending; nothing waits and nothing is lost', async () => {
  const server = await openServer();
  const [old, later] = [await browser.tab(), await browser.tab()];
  await openIn(old, server);
  const id = await meet([old]);
  await server.stop();
  await old.evaluate(() => page.send('before'));
  await later.evaluate(([url, token]) => page.openLater(url, token), credentials(server));
  await lookAt(id, [later]);
  await later.evaluate(() => page.send('later'));
  await old.evaluate(() => page.send('after'));
  const texts = ['before', 'later', 'after'];
  for (const tab of [old, later])
    await expect.poll(() => rowsOf(tab), PATIENCE).toEqual(texts.map((text) => `${text} sending`));
  await server.start();
  for (const tab of [old, later]) await expect.poll(() => rowsOf(tab), PATIENCE).toEqual(sent(texts));
  expect(await old.evaluate(() => page.codes())).toEqual(['storage/stale']);
  expect(await later.evaluate(() => page.codes())).toEqual([]);
  for (const tab of [old, later]) await tab.close();
});

test('[IDB-18] at a quota of 2 MB, in the middle of a session, a send is refused; what had resolved goes out once', async () => {
  const origin = browser.otherOrigin;
  await forget(origin);
  const server = await openServer();
  const tabs = [await browser.tab(origin), await browser.tab(origin)] as const;
  const [tab, other] = tabs;
  const session = await browser.context.newCDPSession(tab);
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 2_000_000 });
  for (const one of tabs) await openIn(one, server);
  await meet([tab, other]);
  await server.stop();
  const texts: string[] = [];
  let refusal: string | undefined;
  while (refusal === undefined && texts.length < 1_000) {
    const text = `m${texts.length}`;
    refusal = await tab.evaluate((text) => page.refusalOf(text, 12_000), text);
    if (refusal === undefined) texts.push(text);
  }
  expect([refusal, texts.length > 50]).toEqual(['storage/quota-exceeded', true]);
  const bodies = texts.map((text) => text.padEnd(12_000, '.'));
  // Not shown either, in no tab: what a person reads is what is stored.
  for (const one of tabs) await expect.poll(async () => (await rowsOf(one)).length, PATIENCE).toBe(bodies.length);
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await server.start();
  await expect.poll(() => rowsOf(tab), PATIENCE).toEqual(sent(bodies));
  await other.evaluate(() => page.send('with room'));
  for (const one of tabs) await expect.poll(() => rowsOf(one), PATIENCE).toEqual(sent([...bodies, 'with room']));
  for (const one of tabs) await one.close();
});

test('[IDB-12] a database deleted under live pages is told in each, and sends are refused until a page loads again', async () => {
  await forget();
  const server = await openServer();
  const tabs = [await browser.tab(), await browser.tab()] as const;
  const [tab] = tabs;
  for (const one of tabs) await openIn(one, server);
  const id = await meet(tabs);
  await tab.evaluate(() => page.send('kept'));
  await expect.poll(() => rowsOf(tab), PATIENCE).toEqual(sent(['kept']));
  await server.stop();
  await forget();
  for (const one of tabs) {
    await expect.poll(() => one.evaluate(() => page.refusalOf('lost', 4)), PATIENCE).toBe('storage/corrupt');
    expect(await one.evaluate(() => page.losses())).toEqual(['storage/corrupt']);
  }
  await server.start();
  for (const one of tabs) await one.close();
  const again = await browser.tab();
  await openIn(again, server);
  await lookAt(id, [again]);
  await expect.poll(() => rowsOf(again), PATIENCE).toEqual(sent(['kept']));
  await again.evaluate(() => page.send('after'));
  await expect.poll(() => rowsOf(again), PATIENCE).toEqual(sent(['kept', 'after']));
  await again.close();
});

test('[TAB-8] a whole browser killed with two tabs that write offline: what had resolved is sent once, in each tab’s order', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-profile-'));
  const server = await openServer();
  const at = async (chromium: Awaited<ReturnType<typeof launchChromium>>): Promise<Tab> => {
    const tab = await chromium.context.newPage();
    await tab.goto(`${browser.origin}/${PAGE}`);
    await tab.waitForFunction(() => 'page' in globalThis);
    await openIn(tab, server);
    return tab;
  };
  const first = await launchChromium(join(folder, 'profile'));
  const tabs = [await at(first), await at(first)] as const;
  const id = await meet(tabs);
  await server.stop();
  const resolved: string[][] = [[], []];
  let isKilled = false;
  const write = async (tab: Tab, which: number): Promise<void> => {
    for (let n = 0; !isKilled; n++) {
      await tab.evaluate((text) => page.send(text), `${which} ${n}`);
      resolved[which]?.push(`${which} ${n}`);
    }
  };
  // It ends with the page, amid a call.
  const writing = Promise.allSettled(tabs.map(write));
  await expect.poll(() => Math.min(...resolved.map(({ length }) => length)), PATIENCE).toBeGreaterThan(30);
  await first.kill();
  isKilled = true;
  await writing;

  const second = await launchChromium(join(folder, 'profile'));
  try {
    const tab = await at(second);
    await lookAt(id, [tab]);
    await server.start();
    const written = resolved.flat().length;
    const isOver = (all: readonly string[]): boolean =>
      all.length >= written && all.every((row) => row.endsWith(' sent'));
    await expect.poll(async () => isOver(await rowsOf(tab)), PATIENCE).toBe(true);
    const rows = await rowsOf(tab);
    expect(new Set(rows).size).toBe(rows.length);
    for (const which of [0, 1]) {
      const own = rows.filter((row) => row.startsWith(`${which} `));
      const wanted = sent(resolved[which] ?? []);
      // One more may have been stored, and its promise died with the page.
      expect([wanted, [...wanted, `${which} ${wanted.length} sent`]]).toContainEqual(own);
    }
  } finally {
    await second.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
});
