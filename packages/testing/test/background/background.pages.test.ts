import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenBrowser, openBrowser } from '../../../../scripts/browsers/open-browser.ts';
import { openDevice } from '../journey/kit/device.ts';
import { openServer } from '../journey/kit/server.ts';
import { signToken } from '../journey/kit/token.ts';
import type { Page } from './pages/page.ts';

declare const page: Page;

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser('packages/testing/test/background/pages/index.html');
});
afterAll(() => browser.close());

const PATIENCE = { timeout: 60_000, interval: 50 };

/** Fires a sync event of Background Sync, as the browser does when the network is back. */
async function fireSync(): Promise<void> {
  const blank = await browser.context.newPage();
  await blank.goto(`${browser.origin}/package.json`);
  const session = await browser.context.newCDPSession(blank);
  const found = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.dispatchSyncEvent', {
    origin: browser.origin,
    registrationId: await found,
    tag: 'tidemark',
    lastChance: false,
  });
}

test('[BGS-1] in Chromium a page writes offline and closes; the worker sends it on a sync event, once', async () => {
  const server = await openServer();
  const bob = await openDevice('bob', { url: server.url });
  const open = async () => {
    const tab = await browser.tab();
    await tab.evaluate(([url, token]) => page.open(url, token), [server.url, signToken({ sub: 'ann' })] as const);
    return tab;
  };
  const tab = await open();
  const id = await tab.evaluate(() => page.create());
  const theirs = bob.watch(id);
  await expect.poll(() => tab.evaluate(() => page.status()), PATIENCE).toBe('live');
  const list = bob.client.conversations.observe();
  await expect.poll(() => list.getSnapshot()?.rows.length, PATIENCE).toBe(1);
  await server.stop();
  await tab.evaluate((id) => page.send(id, 'm0'), id);
  await tab.close();
  await server.start();
  // Chromium may have fired one by itself: the page asked for it when it went.
  await fireSync();
  await expect.poll(theirs.texts, PATIENCE).toEqual(['m0']);

  const again = await open();
  await again.evaluate((id) => page.look(id), id);
  await expect.poll(() => again.evaluate(() => page.rows()), PATIENCE).toEqual(['m0 delivered']);
  expect(theirs.texts()).toEqual(['m0']);
});
