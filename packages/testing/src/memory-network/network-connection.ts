import {
  type Connection,
  closeError,
  createFrameQueue,
  fromMessageText,
  type Random,
  type Timers,
  toMessageText,
} from '@tidemark/core';
import { type ServerFrame, TidemarkError } from '@tidemark/protocol';
import type { Befallen, Faults } from './faults.ts';
import { createPipe } from './pipe.ts';
import type { ServerSession, SocketServer } from './socket-server.ts';

/** Who takes a dead connection for a living one. */
export type Believer = 'client' | 'server' | 'both';

export interface NetworkConnection {
  readonly connection: Connection;
  /** Whether the client's end takes it for open. */
  isOpen(): boolean;
  /** Breaks it for both ends at once; what is under way is lost. */
  cut(): void;
  /** Breaks it without telling `believer`: nothing arrives at either end any more. */
  halfOpen(believer: Believer): void;
  /** Nothing arrives any more in one direction, ends included; nobody is told. */
  sever(direction: 'up' | 'down'): void;
  /** The client's end breaks at once; what it sent before still arrives, in its time, and then the end. */
  abandon(): void;
  /** Lets a message arrive that nobody sent. */
  inject(direction: 'up' | 'down', text: string): void;
}

export interface NetworkConnectionOptions {
  readonly server: SocketServer;
  readonly timers: Timers;
  readonly elapsedMs: () => number;
  readonly random: Random;
  readonly faults: () => { readonly up: Faults; readonly down: Faults };
  readonly crossed: (direction: 'up' | 'down', text: string) => void;
  readonly befell: (what: Befallen) => void;
  /** Aborting it closes the connection. */
  readonly signal: AbortSignal;
  /** Called once, when both ends know that it is over. */
  readonly ended: () => void;
}

/** As long as `ws` waits for the answer to its close frame. */
const CLOSE_TIMEOUT_MS = 30_000;

/** Connects a client to the server through two faulty pipes. */
export function openNetworkConnection(options: NetworkConnectionOptions): NetworkConnection {
  const { server, timers, elapsedMs, random, faults, crossed, befell, signal } = options;
  const queue = createFrameQueue<readonly ServerFrame[]>({ left: () => closeByClient() });
  let clientCloseCode: number | undefined;
  let isServerClosing = false;
  let isServerOver = false;

  const shared = { timers, elapsedMs, random, cut, befell };
  const up = createPipe({ ...shared, faults: () => faults().up, deliver: toServer });
  const down = createPipe({ ...shared, faults: () => faults().down, deliver: toClient });

  function toServer(text: string): void {
    crossed('up', text);
    if (!isServerOver) session.receive(text);
  }

  function toClient(text: string): void {
    crossed('down', text);
    if (clientCloseCode !== undefined) return;
    try {
      if (!queue.push(fromMessageText(text))) closeByClient(4429, 'reader-behind');
    } catch (error) {
      queue.fail(error);
      endClient(4400);
      up.end(endServer);
    }
  }

  function closeByClient(code = 1000, _reason = ''): void {
    queue.drop();
    endClient(code);
    up.end(endServer);
  }

  function closeByServer(code: number, reason: string): void {
    if (isServerClosing || isServerOver) return;
    isServerClosing = true;
    timers.set(CLOSE_TIMEOUT_MS, endServer);
    down.end(() => {
      endClient(code, reason);
      up.end(endServer);
    });
  }

  function endClient(code: number, reason = ''): void {
    if (clientCloseCode !== undefined) return;
    clientCloseCode = code;
    const error = closeError(code, reason);
    if (error) queue.fail(error);
    else queue.end();
    signal.removeEventListener('abort', abort);
    if (isServerOver) options.ended();
  }

  function endServer(): void {
    if (isServerOver) return;
    isServerOver = true;
    session.closed();
    if (clientCloseCode !== undefined) options.ended();
  }

  function halfOpen(believer: Believer): void {
    up.sever();
    down.sever();
    if (believer === 'client') endServer();
    if (believer === 'server') endClient(1006);
  }

  function cut(): void {
    halfOpen('both');
    endClient(1006);
    endServer();
  }

  function abandon(): void {
    endClient(1006);
    down.sever();
    up.end(endServer);
  }

  const abort = () => closeByClient();
  signal.addEventListener('abort', abort);

  const session: ServerSession = server.accept({
    send(text) {
      if (!isServerClosing && !isServerOver) down.send(text);
    },
    close: closeByServer,
    bufferedBytes: down.unsentBytes,
  });

  const connection: Connection = {
    get bufferedBytes() {
      return up.unsentBytes();
    },
    send(frames) {
      if (clientCloseCode !== undefined) {
        const message = 'The connection is closed. Reconnect and send again.';
        throw new TidemarkError('transport/closed', message, { closeCode: clientCloseCode });
      }
      up.send(toMessageText(frames));
    },
    close: closeByClient,
    [Symbol.asyncIterator]: () => queue[Symbol.asyncIterator](),
  };
  return {
    connection,
    isOpen: () => clientCloseCode === undefined,
    cut,
    halfOpen,
    sever: (direction) => (direction === 'up' ? up : down).sever(),
    abandon,
    inject: (direction, text) => (direction === 'up' ? toServer : toClient)(text),
  };
}
