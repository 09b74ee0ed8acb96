import type { Stored } from '@tidemark/core';
import type { Broken } from './entry.ts';
import type { History } from './history.ts';
import { parseText } from './part.ts';

export type Tell = (what: Broken, text: string) => void;

/** A database as a life of the device finds it. */
export interface Found {
  readonly messages: readonly Stored[];
  readonly outbox: readonly Stored[];
  readonly streams: readonly Stored[];
}

interface Place {
  readonly n: number;
  /** Absent while pending. */
  readonly ord?: number | undefined;
  readonly lane: string;
}

/** Holds what a database has against what its device was told in earlier lives, and against itself. */
export function checkStored({ user, acked, sent }: History, found: Found, tell: Tell): void {
  const own = ownPlaces(user, found);
  const places = new Map<number, Place>();
  const latest = new Map<string, number>();
  for (const place of own) {
    const { n, lane } = place;
    if (places.has(n)) tell('duplicated', `${user}#${n}: twice on its device after a restart`);
    else places.set(n, place);
    if (n < (latest.get(lane) ?? -1)) tell('reordered', `${user}#${n}: behind a later one on its device`);
    latest.set(lane, Math.max(n, latest.get(lane) ?? -1));
  }
  for (const n of acked) if (!places.has(n)) tell('lost', `${user}#${n}: acknowledged, then gone from its device`);
  for (const [n, { ord }] of sent) {
    const place = places.get(n);
    if (place === undefined) tell('lost', `${user}#${n}: confirmed, then gone from its device`);
    else if (place.ord === undefined) tell('stale', `${user}#${n}: confirmed, then pending again`);
    else if (place.ord !== ord) tell('reordered', `${user}#${n}: confirmed at ${ord}, then at ${place.ord}`);
  }
  checkRanges(user, found, tell);
}

/** In the order shown: what is stored by ord, then what is pending by its place in the lane. */
function ownPlaces(user: string, { messages, outbox }: Found): readonly Place[] {
  const places: Place[] = [];
  for (const { key, body } of messages) {
    const said = parseText((body as { body?: { text?: string } }).body?.text);
    if (said?.user === user) places.push({ n: said.n, lane: String(key[0]), ord: Number(key[1]) });
  }
  for (const { body } of outbox) {
    const { op } = body as { op: { stream: string; body?: { text?: string } } };
    const said = parseText(op.body?.text);
    if (said?.user === user) places.push({ n: said.n, lane: op.stream });
  }
  return places;
}

/** A cursor never passes a hole: each ord that the device believes it holds is there. */
function checkRanges(user: string, { messages, streams }: Found, tell: Tell): void {
  const held = new Set(messages.map(({ key: [stream, ord] }) => `${stream} ${ord}`));
  for (const { key, body } of streams) {
    if (key[1] !== 'state') continue;
    const { ranges, cursor } = body as {
      ranges: readonly { from: number; to: number }[];
      cursor?: { ord: number };
    };
    for (const { from, to } of ranges) {
      for (let ord = from; ord <= to; ord++) {
        if (!held.has(`${key[0]} ${ord}`)) tell('lost', `${user}: believes to hold ${key[0]} ${ord}, and does not`);
      }
    }
    // All history is wanted here and nothing is evicted: what the newest range ends with is what the cursor has seen.
    const newest = ranges.at(-1)?.to ?? 0;
    if (cursor && newest < cursor.ord)
      tell('lost', `${user}: ${key[0]} has a cursor at ${cursor.ord}, rows to ${newest}`);
  }
}
