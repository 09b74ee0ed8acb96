/** Rows of cells, the first of them the head. */
export type Cells = readonly (readonly string[])[];

/** For a terminal: as wide as its cells, numbers to the right; the columns named are text. */
export function printTable(rows: Cells, text: (column: number) => boolean): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string =>
    text(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

/** For a page. */
export function markdownTable(rows: Cells, text: (column: number) => boolean = () => true): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.trim()).join(' | ')} |`;
  const [head = [], ...others] = rows;
  return [line(head), line(head.map((_, column) => (text(column) ? '---' : '---:'))), ...others.map(line)].join('\n');
}
