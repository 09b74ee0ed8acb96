/**
 * Combining marks that people leave out when they type: those of Latin, Greek and Cyrillic, Hebrew points, Arabic harakat
 * and tatweel, variation selectors. Marks that make another letter (Thai, Devanagari, kana) are none of these.
 */
const LEFT_OUT =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each mark stands for itself.
  /\u0640|[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f]/g;

/** Letters that Unicode does not take apart, and that are typed without. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
};
const STROKED = /[ßæœøđðþłħıς]/g;
const BEYOND_ASCII = /[^\0-\x7f]/;

export const isAscii = (text: string): boolean => !BEYOND_ASCII.test(text);

/** A word as it is compared: without case, accents and compatibility forms. */
export function foldWord(word: string): string {
  const lower = word.toLowerCase();
  if (isAscii(lower)) return lower;
  const bare = lower.normalize('NFKD').replace(LEFT_OUT, '');
  // Compatibility forms may have case again.
  return bare
    .toLowerCase()
    .replace(STROKED, (letter) => PLAIN[letter] as string)
    .normalize('NFC');
}
