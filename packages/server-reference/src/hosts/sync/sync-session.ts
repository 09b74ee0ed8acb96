import { CLOSE } from '@tidemark/protocol';
import type { Receiver, Socket } from '../../connection/socket.ts';
import type { ServerLimits } from '../../limits.ts';
import type { Runtime } from '../../runtime.ts';
import { createEventStream } from './event-stream.ts';
import { createOutbound } from './outbound.ts';

/** What this host needs of the core. */
export interface SyncCore {
  readonly limits: Pick<ServerLimits, 'frameBytes' | 'heartbeatMs'>;
  accept(socket: Socket): Receiver;
}

/** One connection that is made of requests. To the core it is a socket like any other. */
export interface SyncSession {
  /** Serves messages numbered from `first`; those served before are passed over (HTT-3). False: some are missing. */
  take(first: number, messages: readonly string[]): boolean;
  /** Everything for the client, as it comes, until the end (HTT-1). A reader that goes away ends the session. */
  stream(opening: string): ReadableStream<Uint8Array>;
  /** What waits after number `last`, or what comes first (HTT-2). Undefined: the client lacks what is gone. */
  poll(last: number): Promise<string | undefined>;
  isOver(): boolean;
  /** The client is gone. */
  leave(): void;
}

export interface SyncSessionOptions {
  readonly core: SyncCore;
  readonly runtime: Runtime;
  /** The client knows the end, or will not come to hear it. */
  readonly forget: () => void;
}

/** Time a client has to read the end of its stream. */
const END_MS = 2_000;
/** A poll is answered within this time, with nothing if need be: less than proxies have patience for. */
const POLL_MS = 25_000;

export function openSyncSession({ core, runtime, forget }: SyncSessionOptions): SyncSession {
  const outbound = createOutbound();
  let received = 0;
  let polls = 0;
  let cut: (() => void) | undefined;

  const end = (code: number, reason: string): void => {
    if (outbound.isEnded()) return;
    outbound.end(code, reason);
    if (cut) runtime.after(END_MS, cut);
    // Not at once: the core may be in the midst of the call that closes, or of the one that accepts.
    runtime.nextTurn(() => receiver.closed());
  };

  const watchSilence = (): (() => void) =>
    runtime.after(core.limits.heartbeatMs * 2, () => {
      end(CLOSE.silent, 'silent');
      forget();
    });

  const receiver = core.accept({
    send: (text) => {
      if (!outbound.isEnded()) outbound.add(text);
    },
    close: end,
    bufferedBytes: outbound.bytes,
  });
  // Runs while nobody listens.
  let cancelSilence = watchSilence();

  return {
    take: (first, messages) => {
      if (first > received + 1) return false;
      for (const message of messages.slice(received + 1 - first)) {
        received += 1;
        if (!outbound.isEnded()) receiver.receive(message);
      }
      return true;
    },
    stream: (opening) => {
      cancelSilence();
      const left = (): void => {
        end(1000, '');
        forget();
      };
      const stream = createEventStream(opening, outbound, { left, done: forget });
      cut = () => {
        stream.cut();
        forget();
      };
      return stream.body;
    },
    poll: async (last) => {
      if (!outbound.confirm(last)) return undefined;
      cancelSilence();
      polls += 1;
      const cancelWait = runtime.after(POLL_MS, outbound.release);
      await outbound.wait();
      cancelWait();
      polls -= 1;
      if (polls === 0) cancelSilence = watchSilence();
      return outbound.peek();
    },
    isOver: outbound.isEnded,
    leave: () => end(1000, ''),
  };
}
