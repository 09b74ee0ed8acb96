import { cellsOf, shorten } from './cells.ts';
import { fit, type Line, type Span, span, spread } from './line.ts';
import { bar, busy, quiet } from './palette.ts';
import type { Pane } from './pane.ts';

/** Below this, two panes are too narrow to read: one at a time. */
export const SIDE_BY_SIDE_COLUMNS = 64;

export interface PaneSizes {
  readonly left: number;
  readonly right: number;
}

export function paneColumns(columns: number): PaneSizes {
  const left = Math.floor((columns - 1) / 2);
  return { left, right: columns - 1 - left };
}

/** Two panes of equal height with a line between. Each right half starts at its own column, come what may before it. */
export function sideBySide(left: Pane, right: Pane, columns: number): readonly Line[] {
  const sizes = paneColumns(columns);
  return left.lines.map((line, i) => [
    ...fit(line, sizes.left),
    { ...span('│', quiet), column: sizes.left + 1 } satisfies Span,
    ...(right.lines[i] ?? []),
  ]);
}

/** The story's own line above the panes: what happens now, and what one may press. */
export function captionLine(caption: string, keys: string, columns: number): Line {
  const style = { ...busy, background: bar.background };
  const right = ` ${keys} `;
  return spread([span(shorten(` ${caption}`, columns - cellsOf(right)), style)], [span(right, bar)], columns, bar);
}
