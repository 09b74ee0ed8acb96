import { setTimeout as sleep } from 'node:timers/promises';
import { percentiles } from '../../local/median.ts';
import { startMeter } from './meter.ts';
import type { Workload } from './workload.ts';

/** Two processes share the receivers: more would only wait for a core. */
const PROCESSES = 2;
const PAUSE_MS = 250;
const WARM_UP = 5;

/** E4: one message to so many connected devices, from `send` until the last has stored it and shows it. */
export const crowd = (members: number, messages: number): Workload => ({
  name: 'E4 crowd',
  needsMany: true,
  async run(stage) {
    const users = Array.from({ length: members }, (_, i) => `member${i}`);
    const sender = await stage.open([{ user: 'ann', conversations: [{ id: 'c0', founds: users }] }]);
    const share = Math.ceil(members / PROCESSES);
    const receivers = await Promise.all(
      Array.from({ length: PROCESSES }, (_, i) =>
        stage.open(users.slice(i * share, (i + 1) * share).map((user) => ({ user, conversations: [{ id: 'c0' }] }))),
      ),
    );
    const samples: number[] = [];
    const send = async (n: number): Promise<number> => {
      const arrived = receivers.map((some) => some.ask<number>({ do: 'await', stored: n + 1, shown: n }));
      const [sentMs = Number.NaN] = await sender.ask<readonly number[]>({ do: 'send', first: n, count: 1 });
      return Math.max(...(await Promise.all(arrived))) - sentMs;
    };
    for (let n = 0; n < WARM_UP; n++) {
      await send(n);
      await sleep(PAUSE_MS);
    }
    const meter = await startMeter(stage, [sender, ...receivers]);
    for (let n = WARM_UP; n < WARM_UP + messages; n++) {
      samples.push(await send(n));
      await sleep(PAUSE_MS);
    }
    return { ...percentiles('last', samples), ...(await meter.read(messages)) };
  },
});
