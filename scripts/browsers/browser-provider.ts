import { defineBrowserProvider } from '@vitest/browser';
import type { BrowserProviderOption } from 'vitest/node';
import { type Launched, launch } from './launch.ts';
import type { SystemBrowser } from './system-browser.ts';

const NAME = 'system-browser';

/** Vitest's browser mode without a driver: it needs a page opened, and does everything else from inside it. */
export function browserProvider(browser: SystemBrowser): BrowserProviderOption {
  return defineBrowserProvider({
    name: NAME,
    providerFactory() {
      const open = new Set<Launched>();
      return {
        name: NAME,
        supportsParallelism: false,
        getCommandsContext: () => ({}),
        async openPage(_session, url) {
          const launched = launch(browser, url);
          open.add(launched);
          // Vitest sees only that the page is gone.
          void launched.ended.then((reason) => open.has(launched) && console.error(reason));
        },
        async close() {
          const closing = [...open];
          open.clear();
          await Promise.all(closing.map((launched) => launched.close()));
        },
      };
    },
  });
}
