import type { SimDevice } from '../device.ts';
import type { Invariant } from '../hooks.ts';
import { paceOf } from '../plan.ts';

/** What is written leaves at the rate that the app named, and no faster. */
export const PACED: Invariant = {
  rule: 'SIM-71',
  name: 'a process pushes no more ops at once than its burst, and no more a second than its rate',
  watch({ settings, nowMs, fail }) {
    const pace = paceOf(settings);
    if (!pace) return {};
    const { ratePerSecond, burst } = pace;
    /** By device: what its process may still push, and as of when. */
    const left = new Map<SimDevice, { ops: number; readonly atMs: number }>();
    return {
      opened(device) {
        left.delete(device);
      },
      sent(device, frames) {
        for (const frame of frames) {
          if (frame.type !== 'push') continue;
          const before = left.get(device) ?? { ops: burst, atMs: nowMs() };
          const refilled = before.ops + ((nowMs() - before.atMs) / 1_000) * ratePerSecond;
          const ops = Math.min(burst, refilled) - frame.ops.length;
          left.set(device, { ops, atMs: nowMs() });
          // What is refilled in steps may lack a hair of a whole op.
          if (ops < -0.001)
            fail(
              `${device.name} pushes ${frame.ops.length} ops, ${-ops} more than ${burst} and ${ratePerSecond}/s allow`,
            );
        }
      },
    };
  },
};
