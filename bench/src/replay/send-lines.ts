import type { Client } from '@tidemark/core';
import type { ClientPart } from './cast.ts';
import type { ResolvedLog } from './resolved-log.ts';
import { type Tally, wallMs } from './tally.ts';
import type { timeVisible } from './time-visible.ts';
import { performEvent } from './whole/perform-event.ts';
import type { PlannedEvent } from './whole/plan-events.ts';

/** Own messages not confirmed yet. */
const UNSENT_MOST = 10_000;

export interface Sender {
  /** The share of the lines that may be sent by now; none before the first call. */
  allow(share: number): void;
  /** Sends what the window has room for; called again whenever something moved. */
  pump(): void;
  /** What is not begun, or not resolved. */
  ahead(): number;
}

export interface SenderOptions {
  readonly client: Client;
  readonly part: ClientPart;
  readonly tally: Tally;
  readonly log: ResolvedLog;
  readonly send: ReturnType<typeof timeVisible>;
  /** The places that need nothing any more (see `eventPlace`). */
  readonly held: ReadonlySet<number>;
  readonly failed: (error: unknown) => void;
}

/** Events stand below zero in a log of places. */
const eventPlace = (i: number): number => -1 - i;

/** The places of lines and events in the order of the plan. */
function inOrder(lines: ClientPart['lines'], events: readonly PlannedEvent[]): readonly number[] {
  const steps = [
    ...events.map(({ at }, i) => ({ at, place: eventPlace(i) })),
    ...lines.map(({ at }, place) => ({ at, place })),
  ];
  return steps.sort((a, b) => a.at - b.at).map(({ place }) => place);
}

/** Sends the lines of a part in order, never awaiting one by one: a window of them is on its way at any time. */
export function createSender({ client, part, tally, log, send, held, failed }: SenderOptions): Sender {
  const events = part.whole?.events ?? [];
  const steps = inOrder(part.lines, events);
  const waiting = [...steps.keys()].filter((step) => !held.has(steps[step] as number));
  let next = 0;
  /** The first step that may not be begun yet. */
  let last = 0;
  let unresolved = 0;

  function begin(step: number): void {
    const place = steps[step] as number;
    unresolved++;
    if (place >= 0) sendOne(place);
    else performEvent(client, events[-1 - place] as PlannedEvent).then(() => resolved(place), failed);
  }

  function resolved(place: number): void {
    unresolved--;
    log.add(place);
    pump();
  }

  function sendOne(place: number): void {
    const { conversation, id, kind, text, replyTo, mentions, n, c, from } = part.lines[
      place
    ] as ClientPart['lines'][number];
    const at = Math.round(wallMs() * 100) / 100;
    const about = { ...(replyTo && { replyTo }), ...(mentions && { mentions }), meta: { c, n, from, at } };
    tally.began();
    send(conversation, { ...(kind === 'action' && { kind }), text, ...about }, id).then(() => {
      tally.latencies.durable.record(wallMs() - at);
      resolved(place);
    }, failed);
  }

  /** What is not in the outbox yet counts as well. */
  const hasRoom = (): boolean => Math.max(unresolved, tally.stand().unsent) < UNSENT_MOST;

  function pump(): void {
    while ((waiting[next] ?? last) < last && unresolved < part.unresolvedMost && hasRoom()) {
      begin(waiting[next++] as number);
    }
  }

  return {
    pump,
    ahead: () => waiting.length - next + unresolved,
    allow(share) {
      last = Math.ceil(share * steps.length);
      pump();
    },
  };
}
