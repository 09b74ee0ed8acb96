import { type Connection, closeError, createFrameQueue, fromMessageText, toMessageText } from '@tidemark/core';
import { CLOSE, type ServerFrame, TidemarkError } from '@tidemark/protocol';
import { closeSocket, OPEN, type Socket } from './socket.ts';

/** The connection over an open socket. Nothing the socket says after the end is heard. */
export function socketConnection(socket: Socket, signal: AbortSignal, maxMessageBytes: number): Connection {
  const queue = createFrameQueue<readonly ServerFrame[]>({ left: () => close() });
  let closeCode: number | undefined;

  /** Says once that this is over. */
  function end(code: number): boolean {
    if (closeCode !== undefined) return false;
    closeCode = code;
    signal.removeEventListener('abort', abort);
    return true;
  }

  function close(code = 1000, reason = ''): void {
    queue.drop();
    if (end(code)) closeSocket(socket, code, reason);
  }

  function receive(data: unknown): void {
    if (closeCode !== undefined) return;
    try {
      if (typeof data === 'string' && isLonger(data, maxMessageBytes)) throw tooLarge(data.length, maxMessageBytes);
      if (queue.push(fromMessageText(data))) return;
      end(CLOSE.slowReader);
      closeSocket(socket, CLOSE.slowReader, 'reader-behind');
    } catch (error) {
      queue.fail(error);
      end(CLOSE.malformed);
      closeSocket(socket, CLOSE.malformed, 'malformed');
    }
  }

  const abort = () => close();
  signal.addEventListener('abort', abort);
  socket.addEventListener('message', (event) => receive((event as { data: unknown }).data));
  socket.addEventListener('close', (event) => {
    const { code, reason } = event as { code: number; reason: string };
    if (!end(code)) return;
    const error = closeError(code, reason);
    if (error) queue.fail(error);
    else queue.end();
  });

  return {
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    send(frames) {
      // A socket that closes swallows what it is given, without a word.
      if (closeCode === undefined && socket.readyState === OPEN) return socket.send(toMessageText(frames));
      const message = 'The connection is closed';
      throw new TidemarkError('transport/closed', message, { closeCode });
    },
    close,
    [Symbol.asyncIterator]: () => queue[Symbol.asyncIterator](),
  };
}

/** Whether the text takes more bytes as UTF-8. Counted only when its length leaves that open. */
function isLonger(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes || text.length * 3 <= maxBytes) return text.length > maxBytes;
  return new TextEncoder().encode(text).length > maxBytes;
}

function tooLarge(length: number, maxMessageBytes: number): TidemarkError {
  const found = `a message of ${length} characters, above maxMessageBytes ${maxMessageBytes}`;
  const message = `The server sent ${found}`;
  return new TidemarkError('transport/malformed', message, { found }, { retryable: true });
}
