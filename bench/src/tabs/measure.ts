import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { CHROMIUM, CHROMIUM_ARGS } from '../local/chromium.ts';
import { percentiles } from '../local/median.ts';
import type { Measured } from '../local/trial.ts';
import { untilLast } from './offset.ts';
import type { Way } from './tab.ts';

const TABS = 5;
const WARM_UP = 50;

/** Who sends: the first tab leads, the last stands behind it in line. */
const SENDERS = { leader: 0, follower: TABS - 1 } as const;

/** Five tabs of one browser, fresh. Gives percentiles by `ours leader` and the like. */
export async function measureTabs(url: string, sends: number, waysFirst: readonly Way[]): Promise<Measured> {
  const profile = mkdtempSync(join(tmpdir(), 'tidemark-tabs-'));
  const options = { executablePath: CHROMIUM, args: [...CHROMIUM_ARGS] };
  const browser = await chromium.launchPersistentContext(profile, options);
  try {
    const tabs: Page[] = [];
    for (let i = 0; i < TABS; i++) tabs.push(await openTab(await browser.newPage(), url, i));
    const found: Record<string, number> = {};
    let n = 0;
    for (const [who, sender] of Object.entries(SENDERS)) {
      for (const way of waysFirst) {
        await sendAndSee(tabs, sender, way, n, WARM_UP);
        const samples = await sendAndSee(tabs, sender, way, n + WARM_UP, sends);
        n += WARM_UP + sends;
        Object.assign(found, percentiles(`${way} ${who} `, samples));
      }
    }
    return found;
  } finally {
    await browser.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function openTab(page: Page, url: string, index: number): Promise<Page> {
  await page.goto(url);
  await page.waitForFunction(() => globalThis.openTab !== undefined);
  await page.evaluate(
    async ([at, tabs]) => {
      await globalThis.openTab?.(at, tabs);
    },
    [index, TABS] as const,
  );
  return page;
}

/** For each message the milliseconds until the last of the other tabs showed it. */
async function sendAndSee(
  tabs: readonly Page[],
  sender: number,
  way: Way,
  first: number,
  count: number,
): Promise<readonly number[]> {
  const from = tabs[sender] as Page;
  const asked = [way, first, count] as const;
  const began = await from.evaluate((args) => globalThis.tab?.send(...args) ?? [], asked);
  const seen: (readonly number[])[] = [];
  const offsets: number[] = [];
  for (const [index, tab] of tabs.entries()) {
    if (index === sender) continue;
    seen.push(await tab.evaluate((args) => globalThis.tab?.seen(...args) ?? [], asked));
    offsets.push(await from.evaluate((other) => globalThis.tab?.offsetTo(other) ?? Number.NaN, index));
  }
  return untilLast(began, seen, offsets);
}
