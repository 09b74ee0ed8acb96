import { expect, test } from 'vitest';
import { createFeed } from './feed.ts';

const changes = { store: 'rows' };

test('[LDB-3] the feed tells each listener synchronously, until it leaves', () => {
  const feed = createFeed<typeof changes>();
  const told: unknown[] = [];
  const leave = feed.subscribe((what) => told.push('a', what));
  feed.subscribe(() => told.push('b'));
  feed.emit(changes);
  leave();
  leave();
  feed.emit(changes);
  expect(told).toEqual(['a', changes, 'b', 'b']);
});

test('[LDB-6] what a listener throws is reported and keeps nothing from the others', () => {
  const reported: unknown[] = [];
  const feed = createFeed<typeof changes>((error) => reported.push(error));
  const failure = new Error('mine');
  let told = 0;
  feed.subscribe(() => {
    throw failure;
  });
  feed.subscribe(() => told++);
  feed.emit(changes);
  expect([told, reported]).toEqual([1, [failure]]);
});
