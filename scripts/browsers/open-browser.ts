import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page as Tab } from 'playwright';
import { inject } from 'vitest';
import { servePage } from './serve-page.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** How to launch the system's Chromium; see vitest.config.ts. */
    chromium: { executablePath: string; args: string[] };
  }
}

/** A browser with a profile of its own, and the page served to it. */
export interface OpenBrowser {
  readonly origin: string;
  readonly context: BrowserContext;
  /** Another one, of the same page. */
  readonly otherOrigin: string;
  /** A tab with the page loaded. */
  tab(from?: string): Promise<Tab>;
  close(): Promise<void>;
}

/** `bundled`: packages the page imports that have parts which are no modules. */
export async function openBrowser(page: string, bundled: readonly string[] = []): Promise<OpenBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-pages-'));
  const served = await servePage(page, join(folder, 'vite'), bundled);
  const origin = `http://127.0.0.1:${served.port}`;
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    ...inject('chromium'),
    timeout: 0,
  });
  // As patient as the test, which has a limit of its own.
  context.setDefaultTimeout(0);
  return {
    origin,
    otherOrigin: `http://localhost:${served.port}`,
    context,
    async tab(from = origin) {
      const tab = await context.newPage();
      await tab.goto(from + served.path);
      await tab.waitForFunction(() => 'page' in globalThis);
      return tab;
    },
    async close() {
      await context.close();
      await served.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
