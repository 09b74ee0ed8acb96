import { cellsOf, takeCells } from './cells.ts';

/** Breaks text into lines of at most `columns`: at its own line ends, at spaces, and inside words that do not fit. */
export function wrap(text: string, columns: number): readonly string[] {
  const width = Math.max(1, columns);
  return text.split('\n').flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/(?<= )(?=[^ ])/)) {
    if (cellsOf(current + word.trimEnd()) <= width) {
      current += word;
      continue;
    }
    if (current !== '') lines.push(current.trimEnd());
    current = word;
    while (cellsOf(current.trimEnd()) > width) {
      // At least one grapheme a line, also where the line is narrower than it is.
      const part = takeCells(current, width) || ([...current][0] ?? '');
      lines.push(part);
      current = current.slice(part.length);
    }
  }
  lines.push(current.trimEnd());
  return lines;
}
