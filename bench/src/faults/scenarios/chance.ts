import { setTimeout as sleep } from 'node:timers/promises';
import { createSeededRandom } from '@tidemark/testing';

/** Chance of one actor: the same for the same seed, whatever the others draw. */
export interface Chance {
  between(least: number, most: number): number;
  /** Waits so many milliseconds. */
  pause(leastMs: number, mostMs: number): Promise<void>;
  isTrue(share: number): boolean;
  shuffled<Item>(items: readonly Item[]): readonly Item[];
}

export function createChance(seed: string): Chance {
  const random = createSeededRandom(seed);
  const between: Chance['between'] = (least, most) => least + random.fraction() * (most - least);
  return {
    between,
    pause: (leastMs, mostMs) => sleep(between(leastMs, mostMs)),
    isTrue: (share) => random.fraction() < share,
    shuffled: (items) =>
      items
        .map((item) => ({ item, at: random.fraction() }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item),
  };
}
