import { type ClientFrame, type ServerFrame, TidemarkError } from '@tidemark/protocol';
import { closeError } from './close-error.ts';
import { createFrameQueue } from './frame-queue.ts';
import { fromMessageText, toMessageText } from './message-text.ts';
import type { Connection, Transport } from './transport.ts';

/** A transport and the place where its connections arrive, in one process and without faults. */
export interface MemoryLink {
  readonly transport: Transport;
  /** Resolves with the server's end of the next connection, oldest first. */
  accept(): Promise<ServerEnd>;
  /** While unreachable, `connect` rejects with `transport/failed`. Open connections stay open. */
  setReachable(isReachable: boolean): void;
}

/** The server's end of a connection. Reading and ending are as on the client's end. */
export interface ServerEnd {
  /** Each message as one array, in order. Ends or throws as a `Connection` does. */
  readonly frames: AsyncIterable<readonly ClientFrame[]>;
  /** Sends the frames as one message. After the end it does nothing: a server learns of it later. */
  send(frames: readonly ServerFrame[]): void;
  /** Sends a message as it is, well-formed or not. */
  sendText(text: string): void;
  close(code?: number, reason?: string): void;
}

/** Creates a link. Messages cross as JSON text, so the ends share no object, and arrive in the microtask they left in. */
export function createMemoryLink(): MemoryLink {
  const backlog: ServerEnd[] = [];
  const acceptors: ((end: ServerEnd) => void)[] = [];
  let isReachable = true;

  return {
    transport: {
      async connect(signal) {
        // A connection takes time everywhere else, too: an abort right after the call must still win.
        await Promise.resolve();
        signal.throwIfAborted();
        if (!isReachable) {
          const message = 'The server cannot be reached. Try again later.';
          throw new TidemarkError('transport/failed', message, { reason: 'unreachable' }, { retryable: true });
        }
        const { connection, end } = createPair(signal);
        const accepted = acceptors.shift();
        if (accepted) accepted(end);
        else backlog.push(end);
        return connection;
      },
    },
    accept() {
      const end = backlog.shift();
      return end ? Promise.resolve(end) : new Promise((resolve) => acceptors.push(resolve));
    },
    setReachable(reachable) {
      isReachable = reachable;
    },
  };
}

function createPair(signal: AbortSignal): { readonly connection: Connection; readonly end: ServerEnd } {
  const up = createFrameQueue<readonly ClientFrame[]>({ left: () => closeByServer() });
  const down = createFrameQueue<readonly ServerFrame[]>({ left: () => closeByClient() });
  let closeCode: number | undefined;

  function closeByClient(code = 1000, reason = ''): void {
    down.drop();
    finish(code, reason);
  }

  function closeByServer(code = 1000, reason = ''): void {
    up.drop();
    finish(code, reason);
  }

  function finish(code: number, reason: string): void {
    if (closeCode !== undefined) return;
    closeCode = code;
    signal.removeEventListener('abort', abort);
    const error = closeError(code, reason);
    for (const queue of [up, down]) {
      if (error) queue.fail(error);
      else queue.end();
    }
  }

  const abort = () => closeByClient();
  signal.addEventListener('abort', abort);

  const connection: Connection = {
    bufferedBytes: 0,
    send(frames) {
      if (closeCode !== undefined) {
        throw new TidemarkError('transport/closed', 'The connection is closed', {
          closeCode,
        });
      }
      if (!up.push(fromMessageText(toMessageText(frames)))) closeByServer(1011, 'reader-behind');
    },
    close: closeByClient,
    [Symbol.asyncIterator]: () => down[Symbol.asyncIterator](),
  };

  const end: ServerEnd = {
    frames: up,
    send: (frames) => end.sendText(toMessageText(frames)),
    sendText(text) {
      if (closeCode !== undefined) return;
      try {
        if (!down.push(fromMessageText(text))) finish(1011, 'reader-behind');
      } catch (error) {
        down.fail(error);
        finish(4400, 'malformed');
      }
    },
    close: closeByServer,
  };
  return { connection, end };
}
