import { conversationStream, type JsonObject, type StreamId, userStream } from '@tidemark/protocol';
import { type Disk, type DiskView, marksOf, type StoredMarks, type StoredPending } from '../disk.ts';

/** A message as a screen shows it, and as a query of the store makes it. */
export interface Line {
  readonly id: string;
  readonly ord: number | undefined;
  /** Undefined: it was deleted. */
  readonly text: string | undefined;
  readonly delivery: string;
  /** When its time is over, by the server's clock. */
  readonly expiresAt?: number | undefined;
}

interface Held {
  readonly id: string;
  readonly author: string;
  readonly body?: JsonObject | undefined;
  readonly expiresAt?: number | undefined;
  /** The server deleted it for its time (DIS-3). */
  readonly expired?: true | undefined;
}

export interface Looking {
  readonly me: string;
  /** Whether the device keeps from sight what its user hid. */
  readonly hides: boolean;
}

/** How far everybody else has received and read; undefined where there is nobody else. */
function reachOf(marks: StoredMarks, me: string): readonly [number, number] | undefined {
  const others = Object.entries(marks).filter(([user]) => user !== me);
  if (others.length === 0) return undefined;
  return [Math.min(...others.map(([, [delivered]]) => delivered)), Math.min(...others.map(([, [, read]]) => read))];
}

function deliveryAt(ord: number, reach: readonly [number, number] | undefined): string {
  if (!reach || reach[0] < ord) return 'sent';
  return reach[1] < ord ? 'delivered' : 'read';
}

const byPlace = (a: StoredPending, b: StoredPending): number => a.n - b.n;

/** The edits and deletions of messages that wait in a conversation, oldest first; what was refused counts for nothing. */
function changesIn({ outbox }: DiskView, stream: StreamId): readonly StoredPending[] {
  const isChange = ({ op, ended }: StoredPending): boolean =>
    op.stream === stream && op.collection === 'message' && op.kind !== 'put' && ended === undefined;
  return [...outbox.values()].filter(isChange).sort(byPlace);
}

/** What a message says once what waits is over it. */
function textOf(id: string, body: JsonObject | undefined, changes: readonly StoredPending[]): string | undefined {
  let said = body;
  for (const { op } of changes) {
    if (op.key !== id || said === undefined) continue;
    said = op.kind === 'delete' ? undefined : { ...said, ...op.body };
  }
  return said && String(said['text']);
}

/** What the user hid, as it is stored and as it waits. */
export function hiddenBy({ rows, outbox }: DiskView, me: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { key } of rows.get(userStream(me))?.values() ?? []) if (key[1] === 'hidden') ids.add(String(key[2]));
  const waiting = [...outbox.values()].filter(({ op, ended }) => op.collection === 'hidden' && ended === undefined);
  for (const { op } of waiting.sort(byPlace)) {
    if (op.kind === 'delete') ids.delete(op.key ?? '');
    else ids.add(op.key ?? '');
  }
  return ids;
}

/**
 * The newest messages of a conversation as the store has them, the pending ones last. Those whose time may be over come
 * beyond the number that is wanted: only the device knows what it takes the server's time for.
 */
export function linesOf(
  { view }: Disk,
  conversationId: string,
  wanted: number,
  { me, hides }: Looking,
): readonly Line[] {
  const stream = conversationStream(conversationId);
  const held = view.messages.get(stream);
  const reach = reachOf(marksOf(view, stream), me);
  const changes = changesIn(view, stream);
  const hidden = hides ? hiddenBy(view, me) : undefined;
  const lines: Line[] = [];
  const ids = new Set<string>();
  let passing = 0;
  const ranges = view.states.get(stream)?.ranges ?? [];
  for (let n = ranges.length - 1; n >= 0; n--) {
    const { from, to } = ranges[n] ?? { from: 1, to: 0 };
    for (let ord = to; ord >= from && lines.length < wanted + passing; ord--) {
      const row = held?.get(ord);
      // That ranges are the rows held is SIM-5.
      if (!row) continue;
      const { id, author, body, expiresAt, expired } = row.body as Held;
      ids.add(id);
      if (expired || hidden?.has(id)) continue;
      const delivery = author === me ? deliveryAt(ord, reach) : 'received';
      if (expiresAt !== undefined) passing++;
      lines.push({ id, ord, text: textOf(id, body, changes), delivery, expiresAt });
    }
  }
  lines.reverse();
  const isShown = ({ op }: StoredPending): boolean =>
    op.stream === stream && op.collection === 'message' && op.kind === 'put' && !ids.has(op.opId);
  for (const { op, ended } of [...view.outbox.values()].filter(isShown).sort(byPlace)) {
    if (hidden?.has(op.opId)) continue;
    const text = textOf(op.opId, op.body ?? {}, changes);
    lines.push({ id: op.opId, ord: undefined, text, delivery: ended ? 'failed' : 'sending' });
  }
  return lines.slice(-wanted - passing);
}
