import type { StreamId } from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import type { Invariant } from '../hooks.ts';
import { isBehind } from './is-behind.ts';

/** What was heard of and not fetched, by an earlier process maybe, is asked for before a session says that it is live. */
export const FETCHES_WHAT_IT_OWES: Invariant = {
  rule: 'SIM-66',
  name: 'a device that says it is live has asked for what it knew it lacked when the session began',
  watch({ fail }) {
    /** By device: streams it was behind in at the welcome, and has not pulled since. */
    const owed = new Map<SimDevice, Set<StreamId>>();
    return {
      connecting(device) {
        owed.delete(device);
      },
      read(device, frames) {
        if (!frames.some((frame) => frame?.type === 'welcome')) return;
        const behind = [...device.disk().view.states.values()].filter(isBehind);
        owed.set(device, new Set(behind.map(({ stream }) => stream)));
      },
      sent(device, frames) {
        for (const frame of frames) if (frame.type === 'pull') owed.get(device)?.delete(frame.stream);
      },
      status(device, { kind }) {
        if (kind !== 'live') return;
        for (const stream of owed.get(device) ?? []) {
          const state = device.disk().view.states.get(stream);
          if (state && isBehind(state))
            fail(`${device.name} is live, and has not asked for what it lacks of ${stream}`);
        }
      },
    };
  },
};
