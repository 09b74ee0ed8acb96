import { expect, test } from 'vitest';
import { messageBodySchema } from './message.ts';

const fits = (body: unknown): boolean => messageBodySchema.safeParse(body).success;

test('[PRO-16] every field of a message is optional, and the text may be empty', () => {
  for (const body of [{}, { text: '' }, { kind: 'poll', meta: { options: [1, null] } }]) expect(fits(body)).toBe(true);
});

test('[PRO-16] a reply names a message by its id, which nobody looks for', () => {
  expect(fits({ text: 'Aye', replyTo: '0197a1b2-0000-7000-8000-0000000000a1' })).toBe(true);
  expect(fits({ text: 'Aye', replyTo: '42' })).toBe(false);
});

test('[PRO-16] what is an app’s own stands in meta, an object; other fields do not fit', () => {
  expect(fits({ text: 'Ahoy', colour: 'blue' })).toBe(false);
  expect(fits({ text: 'Ahoy', meta: ['blue'] })).toBe(false);
  for (const kind of ['', 'k'.repeat(33), 7]) expect(fits({ kind })).toBe(false);
});

test('[PRO-45] an attachment has a type and a place where its bytes are; a message has at most 32', () => {
  const photo = { type: 'image/jpeg', blob: 'b1', size: 5, width: 4, height: 3 };
  expect(fits({ kind: 'image', attachments: Array.from({ length: 32 }, () => photo) })).toBe(true);
  expect(fits({ attachments: Array.from({ length: 33 }, () => photo) })).toBe(false);
  expect(fits({ attachments: [{ type: 'video/mp4', url: 'https://x.example/v', durationMs: 1 }] })).toBe(true);
  const wrong = [{ type: 'image/jpeg' }, { blob: 'b1' }, { ...photo, type: 'jpeg' }, { ...photo, size: -1 }];
  for (const bad of [...wrong, { ...photo, width: 0.5 }, { ...photo, bytes: 'aGk=' }]) {
    expect(fits({ attachments: [bad] })).toBe(false);
  }
});

test('[PRO-45] a message names at most 50 users, and says where it was first said', () => {
  const users = Array.from({ length: 50 }, (_, i) => `user-${i}`);
  expect(fits({ mentions: users })).toBe(true);
  expect(fits({ mentions: [...users, 'bob'] })).toBe(false);
  expect(fits({ mentions: ['b b'] })).toBe(false);
  const forwarded = { conversation: 'crew', id: '0197a1b2-0000-7000-8000-0000000000a1', author: 'ann' };
  expect(fits({ forwarded })).toBe(true);
  expect(fits({ forwarded: { ...forwarded, id: '42' } })).toBe(false);
});
