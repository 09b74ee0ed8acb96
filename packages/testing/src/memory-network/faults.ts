import type { Random } from '@tidemark/core';

/** What goes wrong in one direction. Chances are per message, from 0 to 1; all default to 0. */
export interface Faults {
  /** Least and most time a message takes. Order is kept whatever the draws. */
  readonly delayMs?: readonly [number, number] | undefined;
  /** The connection breaks on this message, which is lost with all that is under way. */
  readonly cutChance?: number | undefined;
  /** The message is swallowed and later ones arrive. TCP never does this; fan-out that loses a hint does. */
  readonly dropChance?: number | undefined;
  /** The message arrives twice. TCP never does this; retries above it do. */
  readonly duplicateChance?: number | undefined;
  /** Messages sent later overtake it. TCP never does this; two sessions of one user do. */
  readonly reorderChance?: number | undefined;
  /** Only the beginning of the message arrives. A WebSocket never does this; a broken middlebox does. */
  readonly truncateChance?: number | undefined;
  /** Something arrives that is none of the protocol's messages. */
  readonly garbageChance?: number | undefined;
}

/** What befell one message. */
export type Befallen = 'cut' | 'drop' | 'duplicate' | 'reorder' | 'truncate' | 'garbage';

export function happens(chance: number | undefined, random: Random): boolean {
  return chance !== undefined && chance > 0 && random.fraction() < chance;
}

export function drawDelayMs(delayMs: Faults['delayMs'], random: Random): number {
  if (!delayMs) return 0;
  const [least, most] = delayMs;
  return least + random.fraction() * (most - least);
}

const GARBAGE = [
  '',
  '[',
  'null',
  '[[]]',
  '{"type":"pong"}',
  '[{"type":4}]',
  '<html>502</html>',
  // Almost right: a rev is a number. Who does not look believes to hold a million changes.
  `[{"type":"changes","stream":"user:ann","epoch":"e0","from":0,"to":1000000,"rows":[],
    "head":{"stream":"user:ann","epoch":"e0","rev":"1000000","ord":0,"marksRev":0,"at":0}}]`,
] as const;

/** Something no peer of ours sends. */
export function drawGarbage(random: Random): string {
  return GARBAGE[Math.floor(random.fraction() * GARBAGE.length)] ?? '';
}
