import { cellsOf, takeCells } from './cells.ts';
import { harmlessLine } from './harmless.ts';

export interface Style {
  /** One of the terminal's 256 colours. */
  readonly color?: number | undefined;
  readonly background?: number | undefined;
  readonly bold?: boolean | undefined;
  readonly dim?: boolean | undefined;
}

/** Text in one style. `column`: goes to that column first, whatever the terminal made of what stands before. */
export interface Span {
  readonly text: string;
  readonly style?: Style | undefined;
  readonly column?: number | undefined;
}

export type Line = readonly Span[];

export const span = (text: string, style?: Style): Span => ({ text, style });
export const blank: Line = [];

export function lineCells(line: Line): number {
  return line.reduce((cells, { text }) => cells + cellsOf(text), 0);
}

/** Exactly so many columns: cut, or filled with spaces in the style. */
export function fit(line: Line, columns: number, fill?: Style): Line {
  const fitted: Span[] = [];
  let left = columns;
  for (const part of line) {
    const text = takeCells(part.text, left);
    left -= cellsOf(text);
    fitted.push(text === part.text ? part : { ...part, text });
    if (text !== part.text) break;
  }
  return left > 0 ? [...fitted, span(' '.repeat(left), fill)] : fitted;
}

/** `left` and `right` at the two ends of the columns; `left` gives way. */
export function spread(left: Line, right: Line, columns: number, fill?: Style): Line {
  const room = Math.max(0, columns - lineCells(right));
  return fit([...fit(left, room, fill), ...right], columns, fill);
}

/** The line as text, without styles. */
export function toPlain(line: Line): string {
  return line
    .map(({ text }) => harmlessLine(text))
    .join('')
    .trimEnd();
}

/** The line for a terminal. The one gate to it: only escape sequences made here pass. */
export function toAnsi(line: Line, hasColor: boolean): string {
  return line
    .map(({ text, style, column }) => {
      const move = column === undefined ? '' : `\x1b[${column}G\x1b[K`;
      const clean = harmlessLine(text);
      const codes = style && hasColor ? codesOf(style) : '';
      return codes === '' ? move + clean : `${move}\x1b[${codes}m${clean}\x1b[0m`;
    })
    .join('');
}

function codesOf({ color, background, bold, dim }: Style): string {
  const codes: string[] = [];
  if (bold) codes.push('1');
  if (dim) codes.push('2');
  if (color !== undefined) codes.push(`38;5;${color}`);
  if (background !== undefined) codes.push(`48;5;${background}`);
  return codes.join(';');
}
