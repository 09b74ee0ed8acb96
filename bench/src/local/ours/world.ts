import { conversationStream, type Head, type Row, type StreamId } from '@tidemark/protocol';

/** What there is to be told: 100 conversations of two people, and messages of about 300 bytes each. */

export const ME = 'ann';
export const OTHER = 'bob';
export const CONVERSATIONS = 100;
export const EPOCH = 'e1';
/** Revs before the first message: the conversation and its two members. */
const FIRST_REVS = 3;
const BEGAN = Date.UTC(2026, 0, 1);
const TEXT =
  'The tide is coming in, said the lighthouse keeper, and whoever stands on the sandbank now will have wet feet ' +
  'before the bell has rung twice; so let us carry the lamps up first, then the rope, ';

export const uuid = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
export const textOf = (n: number): string => `${TEXT}${String(n).padStart(9, '0')}`;
export const conversationId = (i: number): string => uuid(i);
export const streamAt = (i: number): StreamId => conversationStream(conversationId(i));
export const indexOf = (stream: StreamId): number => Number.parseInt(stream.slice(-12), 16);

/** Every second conversation is a monologue of mine, so that ticks have something to show. */
const authorOf = (i: number): string => (i % 2 === 0 ? ME : OTHER);
const timeAt = (rev: number): number => BEGAN + rev * 1000;

export function headAt(i: number, messages: number, marksRev = 0): Head {
  const rev = FIRST_REVS + messages;
  return { stream: streamAt(i), epoch: EPOCH, rev, ord: messages, marksRev, at: timeAt(rev) };
}

/** Rows with revs above `from` and up to `to`. */
export function rowsBetween(i: number, from: number, to: number, text = textOf): readonly Row[] {
  const rows: Row[] = [];
  for (let rev = from + 1; rev <= to; rev++) rows.push(rev <= FIRST_REVS ? firstRow(i, rev) : messageRow(i, rev, text));
  return rows;
}

function firstRow(i: number, rev: number): Row {
  const fixed = { rev, at: timeAt(rev), author: ME };
  if (rev === 1) {
    return {
      ...fixed,
      collection: 'conversation',
      key: conversationId(i),
      body: { kind: 'group', title: `Crew ${i}` },
    };
  }
  return {
    ...fixed,
    collection: 'member',
    key: rev === 2 ? ME : OTHER,
    body: { role: rev === 2 ? 'owner' : 'member' },
  };
}

function messageRow(i: number, rev: number, text: (n: number) => string): Row {
  const ord = rev - FIRST_REVS;
  const key = uuid(i * 0x1_0000_0000 + ord);
  return { collection: 'message', key, rev, ord, at: timeAt(rev), author: authorOf(i), body: { text: text(ord) } };
}

/** One's own stream: a membership a conversation. */
export function membershipRows(): readonly Row[] {
  return Array.from({ length: CONVERSATIONS }, (_, i) => ({
    collection: 'membership',
    key: conversationId(i),
    rev: i + 1,
    at: timeAt(1),
    author: ME,
    body: { role: 'owner' },
  }));
}
