import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { browserProvider } from './scripts/browsers/browser-provider.ts';
import { inPage } from './scripts/browsers/in-page.ts';
import { firefox, isInstalled, type SystemBrowser, webkit } from './scripts/browsers/system-browser.ts';
import { patience } from './scripts/patience.ts';

// The tests that run inside a browser, in those that are not Chromium: `npm run test:browsers`.

function project(
  browser: SystemBrowser,
  include: readonly string[],
  exclude: readonly string[] = [],
): TestProjectConfiguration {
  return {
    ...inPage,
    test: {
      name: browser.name,
      include: [...include],
      exclude: ['**/node_modules/**', '**/dist/**', ...exclude],
      ...patience,
      browser: {
        enabled: true,
        connectTimeout: 300_000,
        ui: false,
        screenshotFailures: false,
        provider: browserProvider(browser),
        // Asked for in CI. Nothing here depends on the size of the window.
        commands: { __vitest_viewport: () => {} },
        instances: [{ browser: browser.name }],
      },
    },
  };
}

const missing = [firefox, webkit].filter((browser) => !isInstalled(browser));
for (const { name, packages } of missing) {
  const reason = `${name} is missing (apt-get install -y ${packages})`;
  if (process.env['REQUIRE_SERVICES'] === '1') throw new Error(`${reason}, and REQUIRE_SERVICES asks for its tests`);
  console.warn(`\n*** THE TESTS IN ${name.toUpperCase()} ARE LEFT OUT: ${reason} ***\n`);
}

const inFirefox = project(firefox, ['packages/*/{src,test}/**/*.browser.test.{ts,tsx}']);
// WebKitGTK has no private files of the origin, so what needs them says so and is not tested further; and it tells
// nothing of the origin's usage, so nothing can be compared with that.
const inWebkit = project(
  webkit,
  ['packages/adapter-indexeddb/test/*.browser.test.ts', 'packages/adapter-sqlite/test/browser/*.webkit.test.ts'],
  ['**/usage-told.browser.test.ts'],
);

const projects = [...(isInstalled(firefox) ? [inFirefox] : []), ...(isInstalled(webkit) ? [inWebkit] : [])];

export default defineConfig({
  test: {
    ...(projects.length > 0 ? { projects } : { include: [], passWithNoTests: true }),
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'reports/browsers.json' }]] : ['default'],
  },
});
