import { existsSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { inPage } from './scripts/browsers/in-page.ts';
import { CHROMIUM, CHROMIUM_ARGS } from './scripts/chromium.ts';
import { patience } from './scripts/patience.ts';

// Workspace packages resolve to their sources, so that tests need no build.
const conditions = ['@tidemark/source', 'node', 'import', 'default'];
const exclude = ['**/node_modules/**', '**/dist/**'];
/** Tests that run inside a browser: in any, or in one that they name. Firefox and WebKit: vitest.browsers.config.ts. */
const inBrowser = [
  'packages/*/{src,test}/**/*.browser.test.{ts,tsx}',
  'packages/*/{src,test}/**/*.chromium.test.{ts,tsx}',
  'examples/*/src/**/*.browser.test.ts',
];
const inOthers = ['packages/*/{src,test}/**/*.webkit.test.ts'];
/** Tests in Node that drive pages of a browser of their own: they kill, fill and open several. */
const ofPages = ['packages/*/{src,test}/**/*.pages.test.ts', 'examples/*/{src,test}/**/*.pages.test.ts'];

const node: TestProjectConfiguration = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    name: 'node',
    include: [
      'packages/*/src/**/*.test.{ts,tsx}',
      'packages/*/test/**/*.test.{ts,tsx}',
      'examples/*/src/**/*.test.ts',
      'bench/src/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    exclude: [...exclude, ...inBrowser, ...inOthers, ...ofPages],
    ...patience,
  },
};

const launchOptions = { executablePath: CHROMIUM, args: [...CHROMIUM_ARGS] };

const chromium: TestProjectConfiguration = {
  ...inPage,
  test: {
    name: 'chromium',
    include: inBrowser,
    exclude,
    ...patience,
    browser: {
      enabled: true,
      connectTimeout: 300_000,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions }),
      instances: [{ browser: 'chromium' }],
    },
  },
};

const pages: TestProjectConfiguration = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    name: 'pages',
    include: ofPages,
    exclude,
    provide: { chromium: launchOptions },
    ...patience,
  },
};

const hasChromium = existsSync(CHROMIUM);
if (!hasChromium) {
  const missing = `${CHROMIUM} is missing (apt-get install chromium)`;
  if (process.env['REQUIRE_SERVICES'] === '1')
    throw new Error(`${missing}, and REQUIRE_SERVICES asks for the browser tests`);
  console.warn(`\n*** BROWSER TESTS ARE LEFT OUT: ${missing} ***\n`);
}

export default defineConfig({
  test: {
    projects: hasChromium ? [node, chromium, pages] : [node],
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'reports/vitest.json' }]] : ['default'],
  },
});
