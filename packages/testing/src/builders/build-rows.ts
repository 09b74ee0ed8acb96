import { conversationStream, type Head, type Op, type Row, type StreamId } from '@tidemark/protocol';

/** UUIDv7 number `n`: the same for the same number, ascending. */
export function buildId(n: number): string {
  return `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

export const DEFAULT_STREAM: StreamId = conversationStream(buildId(0));
export const DEFAULT_EPOCH = 'e1';

/** Server time at a rev: a second each, from 2026-01-01. */
export function timeAt(rev: number): number {
  return Date.UTC(2026, 0, 1) + rev * 1000;
}

/** Op number `n`: a message with the text `message n`. */
export function buildOp(n: number, parts: Partial<Op> = {}): Op {
  const body = { text: `message ${n}` };
  return { opId: buildId(n), stream: DEFAULT_STREAM, collection: 'message', kind: 'put', body, ...parts };
}

/** A row of any collection, changed last at `rev` by ann. */
export function buildRow(collection: string, key: string, rev: number, parts: Partial<Row> = {}): Row {
  return { collection, key, rev, at: timeAt(rev), author: 'ann', body: {}, ...parts };
}

/** The message at `ord`, whose id is `build.id(ord)`; its rev is its ord unless said otherwise. */
export function buildMessage(ord: number, parts: Partial<Row> = {}): Row {
  const body = { text: `message ${ord}` };
  return { ...buildRow('message', buildId(ord), parts.rev ?? ord, { ord, body }), ...parts };
}

/** A head at `rev`, with as many messages. */
export function buildHead(rev: number, parts: Partial<Head> = {}): Head {
  return { stream: DEFAULT_STREAM, epoch: DEFAULT_EPOCH, rev, ord: rev, marksRev: 0, at: timeAt(rev), ...parts };
}
