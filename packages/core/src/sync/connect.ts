import { TidemarkError } from '@tidemark/protocol';
import type { Timers } from '../runtime/timers.ts';
import { unlessAborted } from '../runtime/unless-aborted.ts';
import type { Connection, Transport } from '../transport/transport.ts';

/** For the token and the connection together. */
const TIMEOUT_MS = 15_000;

export interface Connecting {
  readonly transport: Transport;
  readonly auth: () => string | Promise<string>;
  readonly timers: Timers;
}

/**
 * Asks for a token and connects, within 15 s. Rejects with the signal's reason, with what `auth` threw, or with
 * `transport/failed`. Aborting the signal later closes the connection.
 */
export async function connect(
  { transport, auth, timers }: Connecting,
  signal: AbortSignal,
): Promise<{ readonly token: string; readonly connection: Connection }> {
  const late = new AbortController();
  const timer = timers.set(TIMEOUT_MS, () =>
    late.abort(new TidemarkError('transport/failed', `No connection within ${TIMEOUT_MS} ms`, {}, { retryable: true })),
  );
  const either = AbortSignal.any([signal, late.signal]);
  try {
    // What an app's `auth` waits for cannot be cancelled, only left behind.
    const token = await unlessAborted<string>(either, (resolve, reject) => {
      Promise.resolve().then(auth).then(resolve, reject);
      return () => {};
    });
    return { token, connection: await transport.connect(either) };
  } finally {
    timers.clear(timer);
  }
}
