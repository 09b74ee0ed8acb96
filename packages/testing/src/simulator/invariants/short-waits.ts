import type { Invariant } from '../hooks.ts';

/** The longest wait between attempts, by default. */
const LONGEST_MS = 30_000;

/** Who waits too long is offline for no reason. */
export const SHORT_WAITS: Invariant = {
  rule: 'SIM-52',
  name: 'no wait for the next attempt to connect is longer than 30 s',
  watch: ({ nowMs, fail }) => ({
    status(device, status) {
      if (status.kind !== 'offline' || status.retryAtMs === undefined) return;
      const waitMs = status.retryAtMs - nowMs();
      if (waitMs > LONGEST_MS) fail(`${device.name} waits ${Math.round(waitMs)} ms until it tries again`);
    },
  }),
};
