import { expect, test } from 'vitest';
import { readOptions } from './options.ts';

test('all scenarios by default, or those named', () => {
  expect(readOptions([]).scenarios.map(({ name }) => name)).toEqual(['client', 'server', 'renderer', 'network']);
  const some = readOptions(['--only', 'server', '--quick', '--seed', '7', '--json', 'x.json']);
  expect(some).toMatchObject({ seed: '7', isQuick: true, json: 'x.json', docs: undefined });
  expect(some.scenarios.map(({ name }) => name)).toEqual(['server']);
});

test('an unknown scenario, and a page with half the rows, are refused', () => {
  expect(() => readOptions(['--only', 'weather'])).toThrow('There is no scenario "weather"');
  expect(() => readOptions(['--docs', '--quick'])).toThrow('whole runs');
});
