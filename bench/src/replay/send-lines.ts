import type { ClientPart } from './cast.ts';
import type { ResolvedLog } from './resolved-log.ts';
import { type Tally, wallMs } from './tally.ts';
import type { timeVisible } from './time-visible.ts';

/** Own messages not confirmed yet. */
const UNSENT_MOST = 10_000;

export interface Sender {
  /** The share of the lines that may be sent by now; none before the first call. */
  allow(share: number): void;
  /** Sends what the window has room for; called again whenever something moved. */
  pump(): void;
}

export interface SenderOptions {
  readonly part: ClientPart;
  readonly tally: Tally;
  readonly log: ResolvedLog;
  readonly send: ReturnType<typeof timeVisible>;
  /** The places that need no sending any more. */
  readonly held: ReadonlySet<number>;
  readonly failed: (error: unknown) => void;
}

/** Sends the lines of a part in order, never awaiting one by one: a window of them is on its way at any time. */
export function createSender({ part, tally, log, send, held, failed }: SenderOptions): Sender {
  const waiting = [...part.lines.keys()].filter((place) => !held.has(place));
  let next = 0;
  /** The first place that may not be sent yet. */
  let last = 0;
  let unresolved = 0;

  function sendOne(place: number): void {
    const { conversation, id, kind, text, replyTo, n, c, from } = part.lines[place] as ClientPart['lines'][number];
    const at = Math.round(wallMs() * 100) / 100;
    const body = { ...(kind === 'action' && { kind }), text, ...(replyTo && { replyTo }), meta: { c, n, from, at } };
    tally.began();
    unresolved++;
    send(conversation, body, id).then(() => {
      unresolved--;
      log.add(place);
      tally.latencies.durable.record(wallMs() - at);
      pump();
    }, failed);
  }

  /** What is not in the outbox yet counts as well. */
  const hasRoom = (): boolean => Math.max(unresolved, tally.stand().unsent) < UNSENT_MOST;

  function pump(): void {
    while ((waiting[next] ?? last) < last && unresolved < part.unresolvedMost && hasRoom()) {
      sendOne(waiting[next++] as number);
    }
  }

  return {
    pump,
    allow(share) {
      last = Math.ceil(share * part.lines.length);
      pump();
    },
  };
}
