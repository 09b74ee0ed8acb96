import { byteLength } from '../../byte-length.ts';

/** What waits for a client, as the events of a `text/event-stream`, and how it ends. */
export interface Outbound {
  add(message: string): void;
  /** Nothing follows; the client learns why. */
  end(code: number, reason: string): void;
  bytes(): number;
  /** Forgets what the client says it has. False: something it lacks is gone. */
  confirm(last: number): boolean;
  /** Events that wait, about a chunk of them, which stay until confirmed. */
  peek(): string;
  /** The same, given away for good. */
  take(): string;
  isEmpty(): boolean;
  isEnded(): boolean;
  /** Resolves when there is something to take. One waits at a time: a second lets the first go. */
  wait(): Promise<void>;
  /** Lets the one that waits go with nothing. */
  release(): void;
}

const CHUNK_BYTES = 65_536;

export function createOutbound(): Outbound {
  const events: { readonly text: string; readonly bytes: number }[] = [];
  let gone = 0;
  let bytes = 0;
  let last: string | undefined;
  let wake: (() => void) | undefined;

  const release = (): void => {
    wake?.();
    wake = undefined;
  };

  const drop = (count: number): void => {
    for (const event of events.splice(0, count)) bytes -= event.bytes;
    gone += count;
  };

  /** At least one event, and more as long as they fit a chunk. */
  const countOfChunk = (): number => {
    let count = 0;
    for (let size = 0; count < events.length && size < CHUNK_BYTES; count++) size += events[count]?.bytes ?? 0;
    return count;
  };

  const textOf = (count: number): string => {
    const text = events.slice(0, count).map((event, index) => `id: ${gone + index + 1}\n${event.text}`);
    return text.join('') + (count === events.length ? (last ?? '') : '');
  };

  return {
    add: (message) => {
      // JSON has line breaks only between its parts, where a space means the same.
      const text = `data: ${message.replace(/[\r\n]/g, ' ')}\n\n`;
      const event = { text, bytes: byteLength(text) };
      bytes += event.bytes;
      events.push(event);
      release();
    },
    end: (code, reason) => {
      last ??= `event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`;
      release();
    },
    bytes: () => bytes,
    confirm: (seen) => {
      if (seen < gone || seen > gone + events.length) return false;
      drop(seen - gone);
      return true;
    },
    peek: () => textOf(countOfChunk()),
    take: () => {
      const count = countOfChunk();
      const text = textOf(count);
      drop(count);
      return text;
    },
    isEmpty: () => events.length === 0,
    isEnded: () => last !== undefined,
    wait: () => {
      release();
      if (events.length > 0 || last !== undefined) return Promise.resolve();
      return new Promise((resolve) => {
        wake = resolve;
      });
    },
    release,
  };
}
