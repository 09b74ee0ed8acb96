import { type Connection, closeError, createFrameQueue, fromMessageText, toMessageText } from '@tidemark/core';
import { CLOSE, type ServerFrame, TidemarkError } from '@tidemark/protocol';
import type { ServerEvent } from './events.ts';
import { createOutgoing } from './outgoing.ts';
import type { Post } from './post.ts';

export interface HttpConnectionOptions {
  readonly post: Post;
  readonly session: string;
  /** What the server says; `after` gives the number of the last message read. */
  readonly listen: (after: () => number) => AsyncIterable<ServerEvent>;
  /** Ends every request under way. */
  readonly hangUp: () => void;
  readonly signal: AbortSignal;
}

/** The code of a connection that broke without a word, as WebSockets say it. */
const BROKEN = 1006;
/** The status of a session that is over: its end is told where the client listens. */
const OVER = 410;
const STATUS_CODES: Readonly<Record<number, number>> = { 413: CLOSE.tooLarge };
/** Time for what was sent before the end to go. */
const FINISH_MS = 5_000;

/** The connection over a session at the server. */
export function httpConnection({ post, session, listen, hangUp, signal }: HttpConnectionOptions): Connection {
  const queue = createFrameQueue<readonly ServerFrame[]>({ left: () => close() });
  let closeCode: number | undefined;
  let read = 0;

  const outgoing = createOutgoing(post, session, (status) => {
    if (status !== OVER) lose(STATUS_CODES[status ?? 0] ?? BROKEN);
  });

  /** Says once that this is over. */
  function end(code: number): boolean {
    if (closeCode !== undefined) return false;
    closeCode = code;
    signal.removeEventListener('abort', abort);
    return true;
  }

  /** The server ended it, or the way to it broke. */
  function lose(code: number, reason = ''): void {
    if (!end(code)) return;
    outgoing.drop();
    const error = closeError(code, reason);
    if (error) queue.fail(error);
    else queue.end();
    hangUp();
  }

  /** This end ends it: what was sent before still goes, but not for ever. */
  function leave(code: number): void {
    if (!end(code)) return;
    AbortSignal.timeout(FINISH_MS).addEventListener('abort', hangUp);
    void outgoing.finish().then(hangUp);
  }

  function close(code = 1000): void {
    queue.drop();
    leave(code);
  }

  function receive(text: string): void {
    try {
      if (!queue.push(fromMessageText(text))) leave(CLOSE.slowReader);
    } catch (error) {
      queue.fail(error);
      leave(CLOSE.malformed);
    }
  }

  async function readAll(): Promise<void> {
    for await (const { event, id, data = '' } of listen(() => read)) {
      if (closeCode !== undefined) return;
      if (event === 'close') {
        const { code, reason } = JSON.parse(data) as { code: number; reason: string };
        lose(code, reason);
      } else if (Number(id) > read) {
        read = Number(id);
        receive(data);
      }
    }
  }

  const abort = () => close();
  signal.addEventListener('abort', abort);
  readAll().then(
    () => lose(BROKEN),
    (error) => {
      if (closeCode === undefined && TidemarkError.is(error)) {
        queue.fail(error);
        leave(CLOSE.malformed);
      } else lose(BROKEN);
    },
  );

  return {
    get bufferedBytes() {
      return outgoing.bufferedBytes;
    },
    send(frames) {
      if (closeCode === undefined) return outgoing.add(toMessageText(frames));
      const message = 'The connection is closed. Reconnect and send again.';
      throw new TidemarkError('transport/closed', message, { closeCode });
    },
    close,
    [Symbol.asyncIterator]: () => queue[Symbol.asyncIterator](),
  };
}
