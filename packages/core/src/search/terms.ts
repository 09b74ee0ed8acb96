import { isAscii, tokensOf } from '@tidemark/protocol/words';

/** Longer words are found by their beginning, and compared in full when the message is read. */
const MAX_TERM = 64;

export const cutTerm = (word: string): string => (word.length > MAX_TERM ? word.slice(0, MAX_TERM) : word);

/** Told of a term: it stands at `from` in a text, up to `to`. */
export type TellTerm = (text: string, from: number, to: number) => void;

/** Tells every term a text is to be found by, some of them several times. */
export function eachTerm(text: string, tell: TellTerm): void {
  if (isAscii(text)) {
    eachAsciiWord(text.toLowerCase(), tell);
    return;
  }
  for (const { kind, folded } of tokensOf(text)) {
    if (kind === 'word') tell(folded, 0, Math.min(folded.length, MAX_TERM));
    else for (const term of pairsOf(folded)) tell(term, 0, term.length);
  }
}

/** Most text of most people: many times as fast as the expression that knows all letters. */
function eachAsciiWord(text: string, tell: TellTerm): void {
  let start = -1;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 32;
    const isLetter = (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
    if (isLetter) {
      if (start < 0) start = i;
    } else if (start >= 0) {
      tell(text, start, Math.min(i, start + MAX_TERM));
      start = -1;
    }
  }
}

/**
 * Each two neighbouring characters of a run, and its last character: so each character begins a term, and any part of a
 * run is found by its pairs, whatever a dictionary would call a word.
 */
export function pairsOf(run: string): readonly string[] {
  const chars = [...run];
  return chars.map((char, i) => char + (chars[i + 1] ?? ''));
}

/** Terms that no text has: the conversation and the sender. */
export const streamTerm = (stream: string): string => `\0c${stream}`;
export const authorTerm = (author: string): string => `\0a${author}`;
