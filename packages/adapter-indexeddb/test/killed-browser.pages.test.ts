import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../scripts/browsers/launch-chromium.ts';
import { type ServedPage, servePage } from '../../../scripts/browsers/serve-page.ts';
import type { Page } from './pages/page.ts';

declare const page: Page;
declare function told(rev: number): void;

const folder = mkdtempSync(join(tmpdir(), 'tidemark-killed-'));
let served: ServedPage;
beforeAll(async () => {
  served = await servePage('packages/adapter-indexeddb/test/pages/index.html', join(folder, 'vite'));
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});

test('[IDB-19] a whole browser killed while it commits, six times: what had resolved is there, and no commit is half', async () => {
  let resolved = 0;
  for (const durability of ['strict', 'relaxed', 'strict', 'relaxed', 'strict', 'relaxed'] as const) {
    const browser = await launchChromium(join(folder, 'profile'));
    const tab = await browser.context.newPage();
    await tab.goto(`http://127.0.0.1:${served.port}${served.path}`);
    await tab.waitForFunction(() => 'page' in globalThis);
    await tab.evaluate(() => page.open());
    // One rev on all rows: none is half.
    const revs = await tab.evaluate(() => page.revs());
    expect(revs.length).toBe(resolved === 0 ? 0 : 1);
    const kept = revs[0] ?? 0;
    expect(kept).toBeGreaterThanOrEqual(resolved);
    await tab.exposeFunction('told', (rev: number) => {
      resolved = rev;
    });
    tab.evaluate((asked) => page.commitForEver(told, asked), durability).catch(() => {});
    await expect.poll(() => resolved, { interval: 3 }).toBeGreaterThan(kept + 10);
    await browser.kill();
  }
});
