import { placeInRun, type Token, tokensOf } from './tokens.ts';

/** What somebody looks for: every part must be in the message. */
export type Phrase = readonly Part[];

interface Part {
  readonly kind: Token['kind'];
  readonly folded: string;
  /** The beginning of a word is enough. Any part of a run is, always. */
  readonly isPrefix: boolean;
}

export interface TextRange {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/**
 * Words, as somebody types them: the last one may be unfinished, unless something follows it (a space is enough); any
 * other that a `*` follows.
 */
export function parsePhrase(text: string): Phrase {
  const parts: Part[] = [];
  for (const { kind, folded, to } of tokensOf(text)) {
    parts.push({ kind, folded, isPrefix: to === text.length || text[to] === '*' });
  }
  return parts;
}

/** Where a text has the parts of a phrase, in order and apart; undefined where it lacks one. */
export function placesIn(text: string, phrase: Phrase): readonly TextRange[] | undefined {
  const found = new Set<Part>();
  const places: TextRange[] = [];
  for (const token of tokensOf(text)) {
    for (const part of phrase) {
      const place = placeIn(text, token, part);
      if (!place) continue;
      found.add(part);
      places.push(...place);
    }
  }
  return found.size === phrase.length ? joined(places) : undefined;
}

function placeIn(text: string, token: Token, part: Part): readonly TextRange[] | undefined {
  if (token.kind !== part.kind) return undefined;
  const { folded, from, to } = token;
  if (token.kind === 'run') return partsOfRun(text.slice(from, to), folded, part.folded, from);
  if (!(part.isPrefix ? folded.startsWith(part.folded) : folded === part.folded)) return undefined;
  // Only where folding kept the length is it known where the beginning ends.
  const isCounted = part.isPrefix && folded.length === to - from;
  return [{ from, to: isCounted ? from + part.folded.length : to }];
}

function partsOfRun(run: string, folded: string, part: string, from: number): readonly TextRange[] | undefined {
  const places: TextRange[] = [];
  for (let at = folded.indexOf(part); at >= 0; at = folded.indexOf(part, at + part.length)) {
    const place = placeInRun(run, at, at + part.length);
    places.push({ from: from + place.from, to: from + place.to });
  }
  return places.length > 0 ? places : undefined;
}

function joined(places: readonly TextRange[]): readonly TextRange[] {
  const all: TextRange[] = [];
  for (const place of [...places].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = all.at(-1);
    if (last && place.from <= last.to) all[all.length - 1] = { from: last.from, to: Math.max(last.to, place.to) };
    else all.push(place);
  }
  return all;
}
