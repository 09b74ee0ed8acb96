import type { Connection, Transport } from '@tidemark/core';
import { TidemarkError } from '@tidemark/protocol';
import { readEvents, type ServerEvent } from './events.ts';
import { httpConnection } from './http-connection.ts';
import { createPost, type Fetch, postTwice } from './post.ts';

/** Where the server listens (`https://…/sync`). A function is asked anew for every connection. Never put a token into it. */
export type Address = string | URL | (() => string | URL | Promise<string | URL>);

export interface HttpOptions {
  /** Asks again and again instead of reading one long answer: for proxies that gather answers, and React Native. */
  readonly poll?: boolean | undefined;
  /** A larger message from the server ends the connection with `transport/malformed`. Default 16 MiB. */
  readonly maxMessageBytes?: number | undefined;
  /** The `fetch` to use instead of the host's. */
  readonly fetch?: Fetch | undefined;
}

/**
 * A transport over plain HTTP requests, for networks that let no WebSocket through. Throws `options/invalid` where
 * there is no `fetch`.
 *
 * @example
 * const transport = http('https://chat.example.com/sync');
 */
export function http(address: Address, options: HttpOptions = {}): Transport {
  const { poll = false, maxMessageBytes = 16 * 1024 * 1024, fetch = globalThis.fetch?.bind(globalThis) } = options;
  if (!fetch) {
    const message = 'This host has no fetch. Pass one: http(address, { fetch }).';
    throw new TidemarkError('options/invalid', message, { option: 'fetch', found: 'undefined' });
  }
  return {
    connect: (signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const ended = new AbortController();
        const hangUp = () => ended.abort();
        const abort = () => {
          reject(signal.reason);
          hangUp();
        };
        signal.addEventListener('abort', abort);
        open(signal, ended.signal, hangUp)
          .then(resolve, reject)
          .finally(() => signal.removeEventListener('abort', abort));
      }),
  };

  async function open(signal: AbortSignal, ended: AbortSignal, hangUp: () => void): Promise<Connection> {
    const url = await resolve(address);
    // No request for a connection that nobody wants any more.
    ended.throwIfAborted();
    const post = createPost(fetch, url, ended);
    const response = await post({ open: poll ? 'poll' : 'stream' }).catch((cause) => {
      throw failed(`No connection to ${shown(url)}; see the cause.`, cause);
    });
    const events = readEvents(response, maxMessageBytes);
    const { value } = await events.next().catch(() => ({ value: undefined }));
    if (!response.ok || value?.event !== 'session') {
      hangUp();
      throw failed(`${shown(url)} answered ${response.status} and opened no session.`);
    }
    const session = value.data ?? '';

    async function* listen(last: () => number): AsyncGenerator<ServerEvent> {
      yield* events;
      while (poll) {
        const answer = await postTwice(post, { session, poll: last() });
        if (!answer.ok) return;
        yield* readEvents(answer, maxMessageBytes);
      }
    }
    return httpConnection({ post, session, listen, hangUp, signal });
  }
}

async function resolve(address: Address): Promise<string> {
  try {
    return String(typeof address === 'function' ? await address() : address);
  } catch (cause) {
    throw failed('The address function failed; see the cause.', cause);
  }
}

function failed(message: string, cause?: unknown): TidemarkError {
  const advice = 'Check the address, the server, its certificate, and proxies on the way.';
  return new TidemarkError('transport/failed', `${message} ${advice}`, {}, { retryable: true, cause });
}

/** Without its query, where people put secrets. */
function shown(address: string): string {
  return address.split('?', 1)[0] ?? '';
}
