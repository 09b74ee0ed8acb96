import type { SimDevice } from '../device.ts';
import type { Invariant } from '../hooks.ts';

/** A closed client is gone. */
export const NOTHING_LEFT: Invariant = {
  rule: 'SIM-15',
  name: 'after close() no timer, listener or channel is left, and nothing is written, sent or shown',
  watch({ fail }) {
    const closed = new Set<SimDevice>();

    function mustBeOpen(device: SimDevice, what: string): void {
      if (closed.has(device)) fail(`${device.name} was closed, and ${what}`);
    }

    return {
      opened(device) {
        closed.delete(device);
      },
      closed(device, left) {
        closed.add(device);
        if (left.length > 0) fail(`${device.name} was closed and left ${left.join(', ')}`);
      },
      connecting: (device) => mustBeOpen(device, 'connects'),
      sent: (device) => mustBeOpen(device, 'sends'),
      shown: (device) => mustBeOpen(device, 'shows something'),
      listed: (device) => mustBeOpen(device, 'lists something'),
    };
  },
};
