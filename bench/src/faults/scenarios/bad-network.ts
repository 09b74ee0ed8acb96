import { createSeededRandom } from '@tidemark/testing';
import { createFaultProxy, type FaultProxy } from '@tidemark/testing/node';
import { FORGETS_OP_IDS } from '../builds/broken.ts';
import { wallMs } from '../device/entry.ts';
import type { Device } from '../stage/device.ts';
import { createProcessDevice } from '../stage/process-device.ts';
import { openStage, type Stage, urlOf } from '../stage/stage.ts';
import { type Chance, createChance } from './chance.ts';
import { LOAD } from './paces.ts';
import type { Scenario } from './scenario.ts';

/** A half-open connection is noticed after twice this. */
const HEARTBEAT_MS = 1_000;

/** Each way, when all is well: else a cut would hardly ever find anything on its way. */
const ROAD_MS = [5, 30] as const;

type Hit = (proxy: FaultProxy, chance: Chance, stage: Stage) => Promise<void>;

/** Each brings one fault about and takes it away again. */
const FAULTS: Readonly<Record<string, Hit>> = {
  async latency(proxy, chance) {
    proxy.setLatency(20, chance.between(100, 400));
    await chance.pause(300, 1_000);
    proxy.setLatency(...ROAD_MS);
  },
  async down(proxy, chance) {
    proxy.setReachable(false);
    proxy.cut();
    await chance.pause(200, 1_200);
    proxy.setReachable(true);
  },
  async 'half-open'(proxy, _chance, stage) {
    await stage.until('there is a connection to fall silent', () => proxy.halfOpen() > 0);
  },
  async reset(proxy, chance, stage) {
    await stage.until('there is a connection to reset', () => proxy.cut() > 0);
    await chance.pause(0, 200);
    proxy.cut();
  },
  async bandwidth(proxy, chance) {
    proxy.setBandwidth(chance.between(3_000, 20_000));
    await chance.pause(400, 1_000);
    proxy.setBandwidth(Number.POSITIVE_INFINITY);
  },
  async slicing(proxy, chance) {
    proxy.setSlicing(1, chance.between(20, 200));
    await chance.pause(300, 800);
    proxy.setSlicing(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  },
};

/** Each device has a proxy of its own, all of them failing at once, each in its own order. */
export const badNetwork: Scenario = {
  name: 'network',
  title: 'TCP proxy: latency, down, half-open, reset, bandwidth, slicing',
  fault: 'fault',
  settings: `heartbeat ${HEARTBEAT_MS / 1000} s, 3 devices with node:sqlite, 50 messages/s each, a proxy each, ${ROAD_MS.join(' to ')} ms each way between faults`,
  full: { runs: 2, faults: 72 },
  quick: { runs: 1, faults: 18 },
  broken: FORGETS_OP_IDS,
  control: { runs: 1, faults: 18 },

  async open(options) {
    const { folder, build, seed, count } = options;
    const proxies: FaultProxy[] = [];
    const stage = await openStage(options, {
      users: ['ann', 'bob', 'eve'].map((user) => ({ user, pace: LOAD })),
      heartbeatMs: HEARTBEAT_MS,
      async make(part, port) {
        const random = createSeededRandom(`${seed}/proxy ${part.user}`);
        const proxy = await createFaultProxy({ target: { port }, random });
        proxy.setLatency(...ROAD_MS);
        proxies.push(proxy);
        return createProcessDevice(folder, build.device, { ...part, url: urlOf(proxy.port) });
      },
      async release() {
        for (const proxy of proxies) await proxy.close();
      },
    });

    /** Every kind comes once before any comes again. */
    async function cycle(device: Device, proxy: FaultProxy, times: number): Promise<void> {
      const chance = createChance(`${seed}/network of ${device.user}`);
      let round: string[] = [];
      for (let n = 0; n < times; n++) {
        if (round.length === 0) round = [...chance.shuffled(Object.keys(FAULTS))];
        await hitOnce(stage, device, proxy, chance, round.shift() ?? '');
      }
    }

    return {
      stage,
      async play() {
        const each = count / stage.devices.length;
        await Promise.all(stage.devices.map((device, i) => cycle(device, proxies[i] as FaultProxy, each)));
      },
    };
  },
};

async function hitOnce(stage: Stage, device: Device, proxy: FaultProxy, chance: Chance, kind: string): Promise<void> {
  const atMs = wallMs();
  await FAULTS[kind]?.(proxy, chance, stage);
  const healedMs = wallMs();
  const next = device.history.next();
  stage.hit({ kind, users: [device.user], atMs, healedMs });
  // Either lane will do.
  await stage.until(`${device.user} gets through again after ${kind}`, () =>
    [next, next + 1].some((written) => device.history.sent.has(written)),
  );
  await chance.pause(0, 200);
}
