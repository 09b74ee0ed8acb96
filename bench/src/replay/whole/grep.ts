import { createHash } from 'node:crypto';
import { createSeededRandom } from '@tidemark/testing';
import type { PlannedMessage } from '../plan-messages.ts';

/** What is found of a word. */
export interface Found {
  readonly word: string;
  readonly count: number;
  /** Of the ids of the messages, sorted. */
  readonly digest: string;
}

const WORD = /[\p{L}\p{N}]+/gu;

/** As grep -i and a table of accents see a text: nothing of the search's own code. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * What a plain scan finds of so many words: half of them as rare as most words are, the others as common as those people
 * use most.
 */
export function grep(messages: readonly PlannedMessage[], seed: string, count: number): readonly Found[] {
  const ids = new Map<string, string[]>();
  const spoken: string[] = [];
  for (const { id, text } of messages) {
    const words = new Set(plain(text).match(WORD));
    for (const word of words) {
      if (!/^[a-z0-9]+$/.test(word)) continue;
      spoken.push(word);
      const found = ids.get(word);
      if (found) found.push(id);
      else ids.set(word, [id]);
    }
  }
  const random = createSeededRandom(`${seed}/words`);
  const known = [...ids.keys()];
  const words = new Set<string>();
  while (words.size < Math.min(count, known.length)) {
    const from = words.size % 2 === 0 ? known : spoken;
    words.add(from[Math.floor(random.fraction() * from.length)] as string);
  }
  return [...words].map((word) => foundOf(word, ids.get(word) ?? []));
}

export const foundOf = (word: string, ids: readonly string[]): Found => ({
  word,
  count: ids.length,
  digest: createHash('sha256')
    .update([...ids].sort().join('\n'))
    .digest('hex'),
});
