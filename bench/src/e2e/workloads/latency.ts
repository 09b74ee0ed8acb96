import { percentiles } from '../../local/median.ts';
import { startMeter } from './meter.ts';
import { ann, bob } from './two-people.ts';
import type { Workload } from './workload.ts';

/** Paced as quick people write: each message finds the way free. */
const EVERY_MS = 4;

/** E1: from the call of `send` until the other device has stored the message and shows it. */
export const latency = (messages: number, warmUp: number): Workload => ({
  name: 'E1 one by one',
  async run(stage) {
    const sender = await stage.open([ann]);
    const receiver = await stage.open([bob]);
    const sendAndSee = async (first: number, count: number): Promise<readonly number[]> => {
      const arrived = receiver.ask<number>({ do: 'await', stored: first + count, shown: first + count - 1 });
      const sent = await sender.ask<readonly number[]>({ do: 'send', first, count, everyMs: EVERY_MS });
      await arrived;
      const shown = await receiver.ask<readonly number[]>({ do: 'shown', first, count });
      return shown.map((atMs, i) => atMs - (sent[i] ?? Number.NaN));
    };
    await sendAndSee(0, warmUp);
    const meter = await startMeter(stage, [sender, receiver]);
    const samples = await sendAndSee(warmUp, messages);
    return { ...percentiles('latency', samples), ...(await meter.read(messages)) };
  },
});
