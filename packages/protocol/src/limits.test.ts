import { expect, test } from 'vitest';
import { helloSchema } from './frames/hello.ts';
import {
  MAX_HELLO_CURSORS,
  MAX_ID_LENGTH,
  MAX_KEY_LENGTH,
  MAX_MARKS_PER_FRAME,
  MAX_SIGNAL_TTL_MS,
  MAX_WATCHED_USERS,
} from './limits.ts';
import { parseClientFrame } from './parse-client-frame.ts';
import { keySchema, servedIdSchema, tokenSchema } from './primitives.ts';

const fits = (frame: unknown): boolean => 'ok' in parseClientFrame(frame);
const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

test('[PRO-39] a mark frame holds 100 marks and no more', () => {
  const marks = (n: number): unknown => ({
    type: 'mark',
    marks: times(n, (i) => ({ stream: `conversation:c${i}`, read: 1 })),
  });
  expect(fits(marks(MAX_MARKS_PER_FRAME))).toBe(true);
  expect(fits(marks(MAX_MARKS_PER_FRAME + 1))).toBe(false);
});

test('[PRO-39] a signal lives 60 s at most', () => {
  const signal = (ttlMs: number): unknown => ({ type: 'signal', stream: 'conversation:crew', kind: 'typing', ttlMs });
  expect(fits(signal(MAX_SIGNAL_TTL_MS))).toBe(true);
  expect(fits(signal(MAX_SIGNAL_TTL_MS + 1))).toBe(false);
});

test('[PRO-39] a presence names 200 users and no more', () => {
  const presence = (n: number): unknown => ({ type: 'presence', state: 'online', users: times(n, (i) => `user-${i}`) });
  expect(fits(presence(MAX_WATCHED_USERS))).toBe(true);
  expect(fits(presence(MAX_WATCHED_USERS + 1))).toBe(false);
});

test('[PRO-39] a hello names 16 cursors and no more', () => {
  const cursor = { stream: 'conversation:crew', epoch: 'e1', rev: 1, marksRev: 0 };
  const hello = (n: number): unknown => ({
    type: 'hello',
    protocol: 1,
    token: '',
    device: 'd',
    cursors: times(n, () => cursor),
  });
  expect(helloSchema.safeParse(hello(MAX_HELLO_CURSORS)).success).toBe(true);
  expect(helloSchema.safeParse(hello(MAX_HELLO_CURSORS + 1)).success).toBe(false);
});

test('[PRO-37] every key, name and token a client may send is short enough for a server to send on', () => {
  const longest = '👩'.repeat(MAX_KEY_LENGTH);
  expect(keySchema.safeParse(longest).success).toBe(true);
  expect(longest.length).toBe(MAX_ID_LENGTH);
  for (const id of [longest, 't'.repeat(128)]) expect(servedIdSchema.safeParse(id).success).toBe(true);
  expect(tokenSchema.safeParse('t'.repeat(129)).success).toBe(false);
});
