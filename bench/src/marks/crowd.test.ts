import { expect, test } from 'vitest';
import { crowd } from './crowd.ts';

test('everybody tells twice, and the author hears of everybody', async () => {
  const { up, down, mostDown } = await crowd({ members: 12, authors: 1 });
  // The author had both marks by writing: telling them again raises nothing.
  expect([up.marks, down.frames > 12, mostDown >= down.bytes / 12]).toEqual([24, true, true]);
  expect(await crowd({ members: 12, authors: 1 })).toEqual({ up, down, mostDown });
});
