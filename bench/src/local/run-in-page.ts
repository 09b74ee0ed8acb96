import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright';
import { CHROMIUM, CHROMIUM_ARGS } from './chromium.ts';
import { medians } from './median.ts';
import type { Step } from './step.ts';
import type { Measured, Side, Trial } from './trial.ts';

/** Cold opens a round: each is one sample. */
const OPENS = 5;

/** Runs a trial in fresh pages of a browser with a profile of its own, which is started again once it is filled. */
export async function runInPage(url: string, side: Side, trial: Trial): Promise<Measured> {
  const profile = mkdtempSync(join(tmpdir(), 'tidemark-local-'));
  try {
    if (trial.what === 'send' || trial.what === 'bulk') {
      return await withBrowser(profile, (browser) => runPage(browser, url, { side, trial, part: 'measure' }));
    }
    await withBrowser(profile, (browser) => runPage(browser, url, { side, trial, part: 'prepare' }));
    return await withBrowser(profile, async (browser) => {
      const runs: Measured[] = [];
      for (let n = 0; n < (trial.what === 'open' ? OPENS : 1); n++) {
        runs.push(await runPage(browser, url, { side, trial, part: 'measure' }));
      }
      return medians(runs);
    });
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

async function withBrowser<Result>(
  profile: string,
  act: (browser: BrowserContext) => Promise<Result>,
): Promise<Result> {
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: [...CHROMIUM_ARGS],
  });
  try {
    return await act(browser);
  } finally {
    await browser.close();
  }
}

async function runPage(browser: BrowserContext, url: string, step: Step): Promise<Measured> {
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  const failed = new Promise<never>((_, reject) => page.on('pageerror', reject));
  try {
    await page.goto(url);
    await page.waitForFunction(() => globalThis.measureStep !== undefined);
    return await Promise.race([
      page.evaluate((asked) => globalThis.measureStep?.(asked) ?? Promise.reject(new Error('no page')), step),
      failed,
    ]);
  } finally {
    await page.close();
  }
}
