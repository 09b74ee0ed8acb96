import { expect, test } from 'vitest';
import { type AllOptions, argsFor, PARTS } from './parts.ts';

const none: AllOptions = { peers: false, docs: false, quick: false };
const told = (options: Partial<AllOptions>): Readonly<Record<string, string>> =>
  Object.fromEntries(PARTS.map((part) => [part.name, argsFor(part, { ...none, ...options }).join(' ')]));

test('peers, rounds and charts are for the parts that have them', () => {
  expect(told({ peers: true, rounds: '2' })).toEqual({
    e2e: '--rounds 2 --peers',
    server: '--rounds 2',
    local: '--rounds 2 --peers',
    tabs: '--rounds 2',
    marks: '',
  });
  expect(told({ docs: true, chart: 'c' })).toMatchObject({ e2e: '--docs --chart c/e2e.svg', marks: '--docs' });
});

test('each part writes a file of its own', () => {
  const files = Object.values(told({ json: 'out' }));
  expect(new Set(files).size).toBe(PARTS.length);
  expect(files).toContain('--json out/marks.json');
});

test('a quick run is one round of everything', () => {
  for (const part of PARTS.filter(({ hasRounds }) => hasRounds))
    expect(argsFor(part, { ...none, quick: true, rounds: '3' }).join(' ')).toMatch(/--rounds 1/);
});
