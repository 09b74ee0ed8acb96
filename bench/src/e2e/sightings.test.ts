import { expect, test } from 'vitest';
import { createSightings } from './sightings.ts';
import { textOf } from './text.ts';

test('what comes together with a later one came when that did, and only the first time counts', () => {
  let atMs = 10;
  const seen = createSightings(() => atMs);
  seen.shown(textOf(0));
  atMs = 20;
  seen.shown(textOf(2));
  atMs = 30;
  seen.shown(textOf(1));
  expect(seen.shownAt(0, 4)).toEqual([10, 20, 20, Number.NaN]);
});

test('a wait ends when enough is stored and the text is shown, whichever comes last', async () => {
  let atMs = 1;
  const seen = createSightings(() => atMs);
  const all = seen.until(3, 2);
  seen.shown(textOf(2));
  atMs = 2;
  seen.stored(2);
  atMs = 3;
  seen.stored(3);
  atMs = 4;
  expect(await all).toBe(3);
  expect(await seen.until(3)).toBe(4);
});
