import { median } from '../../local/median.ts';
import { startMeter } from './meter.ts';
import { timeSending } from './time-arrival.ts';
import { ann, bob } from './two-people.ts';
import type { Workload } from './workload.ts';

const SMALL = 1_000;
const SMALL_BURSTS = 5;

/** E2: as fast as it goes, from the first `send` until the other device has stored all and shows the last. */
export const burst = (large: number, warmUp: number): Workload => ({
  name: 'E2 burst',
  async run(stage) {
    const sender = await stage.open([ann]);
    const receiver = await stage.open([bob]);
    let sent = 0;
    const once = async (count: number): Promise<number> => {
      const tookMs = await timeSending(sender, receiver, { first: sent, count, stored: sent + count });
      sent += count;
      return (count / tookMs) * 1000;
    };
    await once(warmUp);
    const small: number[] = [];
    for (let i = 0; i < SMALL_BURSTS; i++) small.push(await once(SMALL));
    const meter = await startMeter(stage, [sender, receiver]);
    const rate = await once(large);
    return { small: median(small), large: rate, ...(await meter.read(large)) };
  },
});
