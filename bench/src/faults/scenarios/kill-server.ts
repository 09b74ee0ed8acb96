import { ACKNOWLEDGES_BEFORE_COMMIT } from '../builds/broken.ts';
import type { Device } from '../stage/device.ts';
import { createProcessDevice } from '../stage/process-device.ts';
import { openStage, urlOf } from '../stage/stage.ts';
import { createChance } from './chance.ts';
import { LOAD } from './paces.ts';
import type { Scenario } from './scenario.ts';

/** Often the next kill comes with the first confirmation, else when every device is back. */
const BEFORE_ALL_ARE_BACK = 0.6;

export const killServer: Scenario = {
  name: 'server',
  title: 'server killed under load',
  fault: 'SIGKILL',
  settings: 'the binary with its defaults (an fsync a batch), 3 devices with node:sqlite, 50 messages/s each',
  full: { runs: 4, faults: 50 },
  quick: { runs: 1, faults: 6 },
  broken: ACKNOWLEDGES_BEFORE_COMMIT,
  control: { runs: 1, faults: 5 },

  async open(options) {
    const { folder, build, seed, count } = options;
    const stage = await openStage(options, {
      users: ['ann', 'bob', 'eve'].map((user) => ({ user, pace: LOAD })),
      make: async (part, port) => createProcessDevice(folder, build.device, { ...part, url: urlOf(port) }),
      release: async () => {},
    });
    const chance = createChance(`${seed}/kill server`);

    async function killOnce(): Promise<void> {
      const before = stage.devices.map(({ history }) => history.sent.size);
      const isBack = ({ history }: Device, i: number): boolean => history.sent.size > (before[i] ?? 0);
      const isAnyEnough = chance.isTrue(BEFORE_ALL_ARE_BACK);
      await stage.until('the server confirms again', () =>
        isAnyEnough ? stage.devices.some(isBack) : stage.devices.every(isBack),
      );
      await chance.pause(0, 120);
      await stage.killServer(() => chance.pause(0, 60));
    }

    return {
      stage,
      async play() {
        for (let n = 0; n < count; n++) await killOnce();
      },
    };
  },
};
