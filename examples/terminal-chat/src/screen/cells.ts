const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** East Asian wide and full-width blocks, and the emoji planes: pairs of first and last code point. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f1e6, 0x1f1ff],
  [0x20000, 0x3fffd],
];

/** What a terminal puts into one place: a letter with its accents, an emoji with its parts. */
export function splitGraphemes(text: string): string[] {
  if (/^[\x20-\x7e]*$/.test(text)) return text.split('');
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

function graphemeCells(grapheme: string): number {
  const code = grapheme.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (/^[\p{M}\p{Cf}]+$/u.test(grapheme)) return 0;
  if (grapheme.includes('\ufe0f') || /^\p{Emoji_Presentation}/u.test(grapheme)) return 2;
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

/** How many columns of a terminal the text takes. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const grapheme of splitGraphemes(text)) cells += graphemeCells(grapheme);
  return cells;
}

/** The longest beginning that fits into so many columns. */
export function takeCells(text: string, columns: number): string {
  let taken = '';
  let cells = 0;
  for (const grapheme of splitGraphemes(text)) {
    cells += graphemeCells(grapheme);
    if (cells > columns) return taken;
    taken += grapheme;
  }
  return taken;
}

/** The text, or as much of it as fits with an ellipsis. */
export function shorten(text: string, columns: number): string {
  if (cellsOf(text) <= columns) return text;
  return columns < 1 ? '' : `${takeCells(text, columns - 1).trimEnd()}…`;
}
