import { type ClientFrame, type ErrorDown, type ServerFrame, TidemarkError, type Welcome } from '@tidemark/protocol';
import { checkServerFrame, isUnknownServerFrame } from '@tidemark/protocol/checks';
import type { Clock } from '../runtime/clock.ts';
import type { TimerHandle, Timers } from '../runtime/timers.ts';
import type { Connection } from '../transport/transport.ts';

/** How much may wait to be applied before the connection is no longer read. */
const MAX_INBOX_MESSAGES = 256;
const WELCOME_TIMEOUT_MS = 10_000;

export interface SessionEnds {
  /** Called once, right after `welcome`; afterwards `apply` gets everything. */
  readonly welcomed: (welcome: Welcome) => void;
  /** Applies all that has come meanwhile; the next batch waits for it. */
  readonly apply: (frames: readonly ServerFrame[]) => Promise<void>;
  /** Sends the heartbeat. */
  readonly ping: () => void;
}

/**
 * Runs one connection from `hello` to its end: reads while applying, beats, and calls a silent peer dead. Rejects with
 * the reason the session ended; resolves when the server closed it in good order.
 */
export async function runSession(
  connection: Connection,
  hello: ClientFrame,
  ends: SessionEnds,
  { clock, timers }: { readonly clock: Clock; readonly timers: Timers },
): Promise<void> {
  const inbox: ServerFrame[] = [];
  let messages = 0;
  let welcome: Welcome | undefined;
  let applying: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let timer: TimerHandle | undefined;
  let heardMs = clock.monotonicMs();

  function fail(error: unknown): void {
    failure ??= { error };
    connection.close();
  }

  function beat(): void {
    const silentMs = clock.monotonicMs() - heardMs;
    const limitMs = welcome ? 2 * welcome.limits.heartbeatMs : WELCOME_TIMEOUT_MS;
    if (silentMs >= limitMs) {
      fail(
        new TidemarkError(
          'transport/failed',
          `Nothing heard for ${silentMs} ms: the connection is dead`,
          {},
          { retryable: true },
        ),
      );
      return;
    }
    if (welcome) ends.ping();
    // Not a whole heartbeat late: what was heard last came a little after the beat that asked for it.
    timer = timers.set(Math.min(welcome?.limits.heartbeatMs ?? WELCOME_TIMEOUT_MS, limitMs - silentMs), beat);
  }

  async function applyAll(): Promise<void> {
    while (inbox.length > 0 && !failure) {
      messages = 0;
      await ends.apply(inbox.splice(0));
    }
    applying = undefined;
  }

  function take(frame: ServerFrame): void {
    if (frame.type === 'error' && frame.fatal) throw refusal(frame);
    if (frame.type === 'welcome') {
      if (welcome)
        throw new TidemarkError('transport/malformed', 'The server said welcome twice', { found: 'welcome' });
      welcome = frame;
      heardMs = clock.monotonicMs();
      if (timer !== undefined) timers.clear(timer);
      timer = timers.set(frame.limits.heartbeatMs, beat);
      ends.welcomed(frame);
    } else inbox.push(frame);
  }

  try {
    connection.send([hello]);
    timer = timers.set(WELCOME_TIMEOUT_MS, beat);
    for await (const frames of connection) {
      // Until `welcome` the time runs from the beginning, whatever else is said.
      if (welcome) heardMs = clock.monotonicMs();
      for (const frame of frames) if (isKnown(frame)) take(frame);
      if (inbox.length > 0) applying ??= applyAll().catch(fail);
      // A reader that cannot keep up stops reading, and the transport slows the server down.
      if (++messages > MAX_INBOX_MESSAGES) {
        await applying;
        heardMs = clock.monotonicMs();
      }
      if (failure) break;
    }
  } catch (error) {
    failure ??= { error };
  } finally {
    if (timer !== undefined) timers.clear(timer);
    connection.close();
    await applying;
  }
  if (failure) throw failure.error;
}

/** Frames of a newer server are passed over (PRO-36); broken ones end the session, since more would follow. */
function isKnown(frame: ServerFrame): boolean {
  if (isUnknownServerFrame(frame)) return false;
  const fault = checkServerFrame(frame);
  if (fault === undefined) return true;
  throw new TidemarkError('transport/malformed', `The server sent a frame that does not fit the protocol: ${fault}`, {
    found: fault,
  });
}

function refusal({ code, message, class: kind, retryAfterMs }: ErrorDown): TidemarkError<'client/refused'> {
  return new TidemarkError('client/refused', message, { code, retryAfterMs }, { retryable: kind === 'retry' });
}
