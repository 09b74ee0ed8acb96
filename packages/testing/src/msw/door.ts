import { type ClientFrame, CODES, type Push } from '@tidemark/protocol';
import type { Receiver, Socket, SyncCore } from '@tidemark/server-reference/embed';
import { createInTime } from './in-time.ts';
import type { Trouble } from './trouble.ts';

/** The way to the server, on which messages are late, get lost, or are held up. */
export interface Door extends SyncCore {
  /** Every connection breaks. */
  cut(): void;
}

/** The code of a connection that broke without a word. */
const BROKEN = 1006;

export function createDoor(core: SyncCore, trouble: Trouble): Door {
  const cuts = new Set<() => void>();

  function accept(socket: Socket): Receiver {
    const [up, down] = [createInTime(), createInTime()];

    /** Both ends learn that it is over; says whether it was not. */
    function end(): boolean {
      up.stop();
      down.stop();
      return cuts.delete(cut);
    }
    function cut(): void {
      if (!end()) return;
      socket.close(BROKEN, '');
      receiver.closed();
    }
    function tell(text: string): void {
      if (!cuts.has(cut)) return;
      if (trouble.lostResults > 0 && isResults(text)) {
        trouble.lostResults--;
        cut();
      } else down.run(trouble.delayMs, () => socket.send(text));
    }
    function hear(message: string | Uint8Array): void {
      const { limited } = trouble;
      const pushed = limited.pushes > 0 ? pushesIn(message) : [];
      if (pushed.length > 0) limited.pushes--;
      else receiver.receive(message);
      for (const push of pushed) tell(JSON.stringify([refusedPush(push, limited.retryAfterMs)]));
    }

    cuts.add(cut);
    const receiver = core.accept({
      send: tell,
      close: (code, reason) => {
        if (!cuts.has(cut)) return;
        down.run(trouble.delayMs, () => {
          end();
          socket.close(code, reason);
        });
      },
      bufferedBytes: socket.bufferedBytes,
    });
    return {
      receive: (message) => {
        if (cuts.has(cut)) up.run(trouble.delayMs, () => hear(message));
      },
      closed: () => {
        if (end()) receiver.closed();
      },
    };
  }

  return {
    limits: core.limits,
    accept,
    cut() {
      for (const each of [...cuts]) each();
    },
  };
}

const isResults = (text: string): boolean => text.includes('"type":"results"');

/** The pushes of a message that is nothing else: clients send a push by itself. */
function pushesIn(message: string | Uint8Array): readonly Push[] {
  if (typeof message !== 'string' || !message.startsWith('[{"type":"push"')) return [];
  try {
    return (JSON.parse(message) as readonly ClientFrame[]).filter((frame) => frame.type === 'push');
  } catch {
    return []; // the server says what is wrong with it
  }
}

function refusedPush({ ops }: Push, retryAfterMs: number): object {
  const code = 'rate/limited';
  const { class: kind, advice: message } = CODES[code];
  const error = { code, class: kind, message, retryAfterMs };
  return { type: 'results', results: ops.map(({ opId }) => ({ opId, error })) };
}
