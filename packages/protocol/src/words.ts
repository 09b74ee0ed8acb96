export { isAscii } from './words/fold-word.ts';
export { type Phrase, parsePhrase, placesIn, type TextRange } from './words/phrase.ts';
export { type Token, tokensOf } from './words/tokens.ts';
