import type { StreamId } from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import type { Invariant } from '../hooks.ts';
import { isBehind } from './is-behind.ts';

/** The first finds a request without an answer, the second gives it up, and it is asked again. */
const MOST_BEATS = 2;

interface Session {
  isPinged: boolean;
  /** By stream it is behind in: where it stands, and heartbeats answered since it asked. */
  readonly behind: Map<StreamId, { readonly at: string; beats: number }>;
}

/** A request may be lost on a connection that lives, or be refused: nobody else will ask for what it was about. */
export const ASKS_AGAIN: Invariant = {
  rule: 'SIM-75',
  name: 'what a connected device knows it lacks it asks for again, at every second heartbeat at the latest',
  watch({ fail }) {
    const sessions = new Map<SimDevice, Session>();

    function beat(device: SimDevice, { behind }: Session): void {
      const before = new Map(behind);
      behind.clear();
      for (const state of device.disk().view.states.values()) {
        if (!isBehind(state)) continue;
        const { stream, cursor } = state;
        const at = `${cursor?.epoch}#${cursor?.rev}`;
        const known = before.get(stream);
        const beats = known?.at === at ? known.beats + 1 : 1;
        if (beats > MOST_BEATS) fail(`${device.name} knows that it lacks some of ${stream}, and has not asked for it`);
        behind.set(stream, { at, beats });
      }
    }

    return {
      connecting(device) {
        sessions.set(device, { isPinged: false, behind: new Map() });
      },
      sent(device, frames) {
        const session = sessions.get(device);
        for (const frame of frames) {
          if (frame.type === 'ping' && session) session.isPinged = true;
          if (frame.type === 'pull') session?.behind.delete(frame.stream);
        }
      },
      read(device, frames) {
        const session = sessions.get(device);
        if (!session?.isPinged || !frames.some((frame) => frame?.type === 'pong')) return;
        session.isPinged = false;
        // While it waits for its storage it does not get to what it heard.
        if (device.isQuiet()) beat(device, session);
        else session.behind.clear();
      },
    };
  },
};
