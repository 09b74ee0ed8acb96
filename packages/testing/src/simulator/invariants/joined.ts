import { conversationStream, type ServerFrame, type StreamId, userStream } from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import type { Invariant } from '../hooks.ts';
import { visibleFrom } from '../server-access.ts';

/** Who is added to a conversation while the app runs has it, before anybody writes there. */
export const JOINED: Invariant = {
  rule: 'SIM-64',
  name: 'a conversation that one is added to while the app runs is fetched, though nobody writes there',
  watch({ devices, server, fail }) {
    /** By device: conversations that its process was told it is in, with the rev that says so. */
    const told = new Map<SimDevice, Map<StreamId, number>>();
    const joined = new Map<SimDevice, Set<StreamId>>();

    function hear(device: SimDevice, frame: ServerFrame): void {
      const own = userStream(device.user());
      // A page says how things are: nobody was added just now.
      if (frame?.type === 'page' && frame.stream === own) told.delete(device);
      if (frame?.type !== 'changes' || frame.stream !== own || !Array.isArray(frame.rows)) return;
      for (const { collection, key, body, rev } of frame.rows) {
        const stream = conversationStream(key);
        const state = device.disk().view.states.get(stream);
        if (collection !== 'membership' || !body || (state?.cursor && !state.gone)) continue;
        const streams = told.get(device) ?? new Map<StreamId, number>();
        told.set(device, streams.set(stream, rev));
      }
    }

    return {
      opened(device) {
        told.delete(device);
        joined.delete(device);
      },
      read(device, frames) {
        for (const frame of frames) hear(device, frame);
      },
      deviceCommitted(device, _disk, changes) {
        const streams = told.get(device);
        if (!streams) return;
        for (const change of changes) {
          if (!('put' in change) || change.store !== 'rows' || change.put.key[1] !== 'membership') continue;
          const stream = conversationStream(change.put.key[2] as string);
          if (streams.get(stream) !== change.put.rev) continue;
          streams.delete(stream);
          joined.set(device, (joined.get(device) ?? new Set()).add(stream));
        }
      },
      ended() {
        for (const device of devices) {
          for (const stream of joined.get(device) ?? []) {
            const state = device.disk().view.states.get(stream);
            // A thread goes with its parent (PRO-56), and no word in one's own stream says so: the server refuses it.
            if (visibleFrom(server.store(), stream, device.user()) === undefined) continue;
            if (state && !state.gone && !state.cursor)
              fail(`${device.name} was told of ${stream} while it ran, and never fetched it`);
          }
        }
      },
    };
  },
};
