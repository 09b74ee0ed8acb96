import { expect, test } from 'vitest';
import { openSqliteLog } from '../log/sqlite-log.ts';
import { openConversation, openWorld } from '../test-support/world.ts';
import { createStreamCache } from './stream-cache.ts';

test('[PRO-30] streams that do not exist leave no trace in memory, those that do only the last used', async () => {
  const log = openSqliteLog({ path: ':memory:', newEpoch: () => 'e1' });
  const { alice, stream } = await openConversation(openWorld({ log }), 'bob', 'eve');
  expect(alice.closed).toBeUndefined();
  const cache = createStreamCache(log, 2);
  await cache.load(['user:bob', 'conversation:none', 'user:eve', stream]);
  expect(cache.get('conversation:none').exists).toBe(false);
  cache.trim();
  const held = ['user:bob', 'conversation:none', 'user:eve', stream] as const;
  expect(held.map((each) => cache.peek(each) !== undefined)).toEqual([false, false, true, true]);
});
