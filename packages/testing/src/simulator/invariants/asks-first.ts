import type { SimDevice } from '../device.ts';
import type { Invariant } from '../hooks.ts';

interface Talk {
  heardMs: number;
  hasAsked: boolean;
}

/** A connection on which nobody had anything to say is as good as any other. */
export const ASKS_FIRST: Invariant = {
  rule: 'SIM-62',
  name: 'nobody gives a silent connection up without having asked',
  watch({ settings, nowMs, fail }) {
    const talks = new Map<SimDevice, Talk>();
    return {
      connecting(device) {
        talks.delete(device);
      },
      woken(device) {
        // Whoever slept through the heartbeats cannot have asked.
        talks.delete(device);
      },
      sent(device, frames) {
        const talk = talks.get(device);
        if (talk && frames.some(({ type }) => type === 'ping')) talk.hasAsked = true;
      },
      read(device) {
        talks.set(device, { heardMs: nowMs(), hasAsked: false });
      },
      status(device, { kind }) {
        const talk = talks.get(device);
        if (kind !== 'offline' || !talk) return;
        talks.delete(device);
        const silentMs = nowMs() - talk.heardMs;
        if (!talk.hasAsked && silentMs >= 2 * settings.heartbeatMs)
          fail(`${device.name} gives up after ${silentMs} ms of silence, and never asked`);
      },
    };
  },
};
