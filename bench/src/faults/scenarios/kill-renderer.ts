import { join } from 'node:path';
import { ACKNOWLEDGES_BEFORE_STORING } from '../builds/broken.ts';
import { openBrowser } from '../stage/browser.ts';
import { createPageDevice, type PageDevice } from '../stage/page-device.ts';
import { createProcessDevice } from '../stage/process-device.ts';
import { openStage, urlOf } from '../stage/stage.ts';
import { createChance } from './chance.ts';
import { live } from './kill-device.ts';
import { CALM, EAGER } from './paces.ts';
import type { Scenario } from './scenario.ts';

export const killRenderer: Scenario = {
  name: 'renderer',
  title: 'Chromium renderer killed mid-write',
  fault: 'SIGKILL',
  settings: 'IndexedDB, WebSocket, a page that is killed and a device with node:sqlite, 2 writes under way',
  full: { runs: 2, faults: 25 },
  quick: { runs: 1, faults: 5 },
  broken: ACKNOWLEDGES_BEFORE_STORING,
  control: { runs: 1, faults: 4 },

  async open(options) {
    const { folder, build, seed, count } = options;
    const browser = await openBrowser(join(folder, 'profile'));
    const pages: PageDevice[] = [];
    const stage = await openStage(options, {
      users: [
        { user: 'steady', pace: CALM },
        { user: 'page', pace: EAGER },
      ],
      async make(part, port) {
        const whole = { ...part, url: urlOf(port) };
        if (part.user !== 'page') return createProcessDevice(folder, build.device, whole);
        const page = await createPageDevice(browser, folder, build.page, whole);
        pages.push(page);
        return page;
      },
      async release() {
        for (const page of pages) await page.release();
        await browser.close();
      },
    });
    const chance = createChance(`${seed}/kill renderer`);
    return {
      stage,
      async play() {
        for (const page of pages) {
          for (let n = 0; n < count; n++) {
            await live(stage, page, chance);
            await stage.killDevice(page, () => chance.pause(0, 50));
          }
        }
      },
    };
  },
};
