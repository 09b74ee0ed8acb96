import type { Side, Trial } from './trial.ts';

export interface Run {
  readonly trial: Trial;
  readonly side: Side;
  readonly round: number;
}

/** What an fsync costs changes by the second: those trials are short, and made several times a round. */
const STRICT_RUNS = 3;

/** Every trial by both sides, next to one another, once a round; who goes first alternates. */
export function interleave(trials: readonly Trial[], rounds: number): readonly Run[] {
  const runs: Run[] = [];
  for (let round = 0; round < rounds; round++) {
    trials.forEach((trial, i) => {
      const times = trial.what === 'send' && trial.strict ? STRICT_RUNS : 1;
      for (let n = 0; n < times; n++) {
        const sides: readonly Side[] = (round + i + n) % 2 === 0 ? ['floor', 'ours'] : ['ours', 'floor'];
        for (const side of sides) runs.push({ trial, side, round });
      }
    });
  }
  return runs;
}
