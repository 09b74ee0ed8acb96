import type { Phrase } from '@tidemark/protocol/words';
import { cutTerm, pairsOf } from './terms.ts';

/** A term to look up, or all that begin with it. */
export interface Lookup {
  readonly term: string;
  readonly isPrefix: boolean;
}

/** What of the index must hold for a message that has the phrase. More may have all of it. */
export function lookupsOf(phrase: Phrase): readonly Lookup[] {
  return phrase.flatMap(({ kind, folded, isPrefix }): readonly Lookup[] => {
    const term = cutTerm(folded);
    if (kind === 'word') return [{ term, isPrefix: isPrefix && term.length === folded.length }];
    const pairs = pairsOf(folded);
    // The last character begins many terms, and its pair with the one before says as much.
    return pairs.length === 1
      ? [{ term, isPrefix: true }]
      : pairs.slice(0, -1).map((pair) => ({ term: pair, isPrefix: false }));
  });
}
