import { expect, test } from 'vitest';
import { thrownBy } from '../../src/must.ts';
import { readOptions } from './options.ts';

test('[SIM-42] reads what to run', () => {
  expect(readOptions(['--seed', '7'])).toEqual({ kind: 'seed', seed: 7, shrinks: true, jobs: 2 });
  expect(readOptions(['--seeds', '50', '--from', '100', '--jobs', '3'])).toEqual({
    kind: 'explore',
    seeds: 50,
    from: 100,
    keeps: true,
    jobs: 3,
  });
  expect(readOptions(['--minutes', '0.5'])).toMatchObject({ kind: 'explore', seeds: Infinity, minutes: 0.5 });
  expect(readOptions(['--replays', '9', '--json', 'a'])).toMatchObject({ kind: 'replays', replays: 9, json: 'a' });
  expect(readOptions(['--mutants', '--only', 'a', '--only', 'b'])).toMatchObject({ only: ['a', 'b'], seeds: 200 });
});

test('[SIM-42] says what does not fit, under a code', () => {
  const refusals: readonly (readonly [readonly string[], RegExp])[] = [
    [[], /Say what to run/],
    [['--seed', '1', '--mutants'], /Ask for one thing: --seed or --mutants/],
    [['--seed', '-1'], /seed/],
    [['--seed', 'x'], /--seed must be a whole number of 0 or more, found "x"/],
    [['--seeds', '0'], /--seeds must be a whole number of 1 or more/],
    [['--seeds', '1e3'], /--seeds must be/],
    [['--minutes', 'soon'], /--minutes must be a number above 0/],
    [['--seed', '1', '--from', '2'], /--from does not go with --seed/],
    [['--mutants', '--minutes', '2'], /--minutes does not go with --mutants/],
    [['--speed', '1'], /speed/],
    [['here'], /here/],
  ];
  for (const [args, told] of refusals) {
    const error = thrownBy(() => readOptions(args));
    expect(error).toMatchObject({ code: 'options/invalid' });
    expect(String(error)).toMatch(told);
    expect(String(error)).toContain('npm run sim --');
  }
});
