import { TidemarkError } from '@tidemark/protocol';
import type { Timers } from '../runtime/timers.ts';
import { unlessAborted } from '../runtime/unless-aborted.ts';
import type { Connection, Transport } from '../transport/transport.ts';
import type { Talk } from './talk.ts';

/** For the token, the code and the connection together. */
const TIMEOUT_MS = 15_000;

export interface Connecting {
  readonly transport: Transport;
  readonly auth: () => string | Promise<string>;
  readonly timers: Timers;
  readonly talker: () => Promise<Talk>;
}

export interface Connected {
  readonly token: string;
  readonly talk: Talk;
  readonly connection: Connection;
}

/**
 * Asks for a token and for what speaks, and connects, within 15 s. Rejects with the signal's reason, with what `auth`
 * threw, with `client/code-missing` or with `transport/failed`. Aborting the signal later closes the connection.
 */
export async function connect(
  { transport, auth, timers, talker }: Connecting,
  signal: AbortSignal,
): Promise<Connected> {
  const late = new AbortController();
  const timer = timers.set(TIMEOUT_MS, () =>
    late.abort(new TidemarkError('transport/failed', `No connection within ${TIMEOUT_MS} ms`, {}, { retryable: true })),
  );
  const either = AbortSignal.any([signal, late.signal]);
  /** What cannot be cancelled can be left behind. */
  const unlessLate = <Value>(ask: () => Value | Promise<Value>): Promise<Value> =>
    unlessAborted(either, (resolve, reject) => {
      Promise.resolve().then(ask).then(resolve, reject);
      return () => {};
    });
  try {
    const [token, talk] = await Promise.all([unlessLate(auth), unlessLate(talker)]);
    return { token, talk, connection: await transport.connect(either) };
  } finally {
    timers.clear(timer);
  }
}
