import { startMeter } from './meter.ts';
import { timeSending } from './time-arrival.ts';
import type { Workload } from './workload.ts';

/** E5: so many senders at once, each to a conversation of its own, until the one who is in all has stored all. */
export const many = (senders: number, each: number, warmUp: number): Workload => ({
  name: 'E5 many',
  needsMany: true,
  async run(stage) {
    const ids = Array.from({ length: senders }, (_, i) => `c${i}`);
    const everybody = ids.map((id, i) => ({ user: `sender${i}`, conversations: [{ id, founds: ['eve'] }] }));
    const writers = await stage.open(everybody);
    const reader = await stage.open([{ user: 'eve', conversations: ids.map((id) => ({ id })) }]);
    const once = async (first: number, count: number): Promise<number> => {
      const tookMs = await timeSending(writers, reader, { first, count, stored: (first + count) * senders });
      return ((count * senders) / tookMs) * 1000;
    };
    await once(0, warmUp);
    const meter = await startMeter(stage, [writers, reader]);
    return { rate: await once(warmUp, each), ...(await meter.read(each * senders)) };
  },
});
