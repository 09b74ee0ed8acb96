import { foldWord } from './fold-word.ts';

/** Scripts written without spaces, and Hangul, whose particles stand at the end of a word without one. */
const UNSPACED =
  '[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}\\p{scx=Tibetan}]';
const LETTER = '[\\p{L}\\p{N}\\p{M}]';
/** Marks, those of half-width kana too. */
const MARK = '[\\p{M}\\uff9e\\uff9f]';
const TOKEN = new RegExp(
  `(?<run>(?:(?=${UNSPACED})${LETTER}${MARK}*)+)|(?<word>(?:(?!${UNSPACED})${LETTER})+)|\\p{Extended_Pictographic}`,
  'gu',
);
const GROUP = new RegExp(`.${MARK}*`, 'gsu');

/** A piece of a text that can be found, where it stands in the text. */
export interface Token {
  /** `run`: of a script without spaces, found by any part of it. */
  readonly kind: 'word' | 'run';
  /** As it is compared. */
  readonly folded: string;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Words, runs of scripts without spaces, and emoji, in their order. */
export function* tokensOf(text: string): Generator<Token, void, undefined> {
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    const folded = foldWord(token);
    const kind = match.groups?.['run'] === undefined ? 'word' : 'run';
    // Nothing is left of a mark that stands alone.
    if (folded !== '') yield { kind, folded, from: match.index, to: match.index + token.length };
  }
}

/** Where the part `from` to `to` of a folded run stands in the run: folding may change the number of characters. */
export function placeInRun(run: string, from: number, to: number): { readonly from: number; readonly to: number } {
  let at = 0;
  let start = 0;
  for (const { 0: group, index } of run.matchAll(GROUP)) {
    if (at <= from) start = index;
    at += foldWord(group).length;
    if (at >= to) return { from: start, to: index + group.length };
  }
  return { from: start, to: run.length };
}
