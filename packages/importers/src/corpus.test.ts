import { TidemarkError } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { corpus } from './corpus.ts';
import type { Text } from './read-lines.ts';
import type { SourceEvent } from './source-event.ts';

async function read(text: Text): Promise<readonly SourceEvent[]> {
  const events: SourceEvent[] = [];
  for await (const event of corpus(text)) events.push(event);
  return events;
}

const line = (n: number, kind: string, from: string, text = `text ${n}`, more: object = {}) =>
  JSON.stringify({ c: 'a', n, at: 1000 + n, kind, from, text, ...more });

const LINES = [
  line(0, 'join', 'ann'),
  line(1, 'message', 'ann'),
  line(2, 'rename', 'ann', 'ann is now known as ann_away'),
  line(3, 'action', 'ann_away', 'waves', { replyTo: 1 }),
  '',
  line(4, 'system', 'bob'),
  line(5, 'leave', 'ann_away'),
];

test('[IMP-6] lines are messages, memberships and names; who takes another name stays the same user', async () => {
  const events = await read(LINES.join('\n'));
  expect(events).toEqual([
    { type: 'conversation', source: 'corpus', id: 'a', title: 'a', members: [] },
    { type: 'user', id: 'ann', name: 'ann' },
    { type: 'membership', conversation: 'a', user: 'ann', change: 'join', at: 1000 },
    { type: 'message', id: 'a/1', conversation: 'a', author: 'ann', at: 1001, text: 'text 1' },
    { type: 'user', id: 'ann', name: 'ann_away' },
    {
      type: 'message',
      id: 'a/3',
      conversation: 'a',
      author: 'ann',
      at: 1003,
      text: 'waves',
      kind: 'action',
      replyTo: 'a/1',
    },
    { type: 'user', id: 'bob', name: 'bob' },
    { type: 'message', id: 'a/4', conversation: 'a', author: 'bob', at: 1004, text: 'text 4', kind: 'system' },
    { type: 'membership', conversation: 'a', user: 'ann', change: 'leave', at: 1005 },
  ]);
  expect(await read([LINES.join('\n').slice(0, 90), LINES.join('\n').slice(90)])).toEqual(events);
});

test('[IMP-3] a line that does not fit is told with its number', async () => {
  const lineOf = async (bad: string): Promise<unknown> => {
    const error: unknown = await read([...LINES, bad].join('\n')).catch((cause: unknown) => cause);
    return TidemarkError.is(error, 'import/malformed') ? error.details.line : error;
  };
  const bad = ['{', '7', line(6, 'shout', 'ann'), '{"c":"a","n":6,"at":1}', line(6, 'message', 'ann', 'x', { n: -1 })];
  for (const each of bad) expect(await lineOf(each)).toBe(8);
  expect(await lineOf(line(6, 'message', 'ann', 'x', { replyTo: 'y' }))).toBe(8);
});
