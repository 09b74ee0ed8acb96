import { ACKNOWLEDGES_BEFORE_STORING } from '../builds/broken.ts';
import type { Device } from '../stage/device.ts';
import { createProcessDevice } from '../stage/process-device.ts';
import { openStage, urlOf } from '../stage/stage.ts';
import { createChance } from './chance.ts';
import { live } from './kill-device.ts';
import { CALM, EAGER } from './paces.ts';
import type { Scenario } from './scenario.ts';

/** Two devices are killed again and again, side by side; a third one writes and reads along. */
export const killClients: Scenario = {
  name: 'client',
  title: 'client process killed mid-write',
  fault: 'SIGKILL',
  settings: 'node:sqlite, WebSocket, 3 devices of which 2 are killed, 2 writes under way',
  full: { runs: 4, faults: 50 },
  quick: { runs: 1, faults: 8 },
  broken: ACKNOWLEDGES_BEFORE_STORING,
  control: { runs: 1, faults: 6 },

  async open(options) {
    const { folder, build, seed, count } = options;
    const stage = await openStage(options, {
      users: [
        { user: 'steady', pace: CALM },
        { user: 'ann', pace: EAGER },
        { user: 'bob', pace: EAGER },
      ],
      make: async (part, port) => createProcessDevice(folder, build.device, { ...part, url: urlOf(port) }),
      release: async () => {},
    });
    const killed = stage.devices.slice(1);

    async function killAgain(device: Device, times: number): Promise<void> {
      const chance = createChance(`${seed}/kill ${device.user}`);
      for (let n = 0; n < times; n++) {
        await live(stage, device, chance);
        await stage.killDevice(device, () => chance.pause(0, 50));
      }
    }

    return {
      stage,
      async play() {
        await Promise.all(killed.map((device, i) => killAgain(device, Math.floor((count + i) / killed.length))));
      },
    };
  },
};
