import { tokensOf } from '@tidemark/protocol/words';

/** Longer words are found by their beginning, and compared in full when the message is read. */
const MAX_TERM = 64;

export const cutTerm = (word: string): string => (word.length > MAX_TERM ? word.slice(0, MAX_TERM) : word);

/** Told of a term: the first characters of an array, which is written over with the next one. */
export type TellTerm = (chars: Uint16Array, length: number) => void;

/** Tells every term a text is to be found by, some of them several times. */
export function eachTerm(text: string, tell: TellTerm): void {
  if (eachAsciiTerm(text, tell)) return;
  for (const { kind, folded } of tokensOf(text)) {
    if (kind === 'word') tellOne(cutTerm(folded), tell);
    else for (const term of pairsOf(folded)) tellOne(term, tell);
  }
}

/** Of one that is told next to no other: names have no end. */
export function tellOne(term: string, tell: TellTerm): void {
  if (term.length > chars.length) chars = new Uint16Array(term.length);
  for (let i = 0; i < term.length; i++) chars[i] = term.charCodeAt(i);
  tell(chars, term.length);
}

let chars = new Uint16Array(1024);

/** Letters and digits as they are compared; 0 stands between words. */
const FOLDED = Uint8Array.from({ length: 128 }, (_, code) =>
  /[a-z0-9]/i.test(String.fromCharCode(code)) ? String.fromCharCode(code).toLowerCase().charCodeAt(0) : 0,
);

/**
 * Most text of most people, in one walk: many times as fast as the expression that knows all letters. Stops at what is
 * not ASCII and says no; each word told until then is one of the text.
 */
function eachAsciiTerm(text: string, tell: TellTerm): boolean {
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return false;
    const folded = FOLDED[code] as number;
    if (folded !== 0) {
      if (length < MAX_TERM) chars[length++] = folded;
    } else if (length > 0) {
      tell(chars, length);
      length = 0;
    }
  }
  if (length > 0) tell(chars, length);
  return true;
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
