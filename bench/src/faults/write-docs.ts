import { type Section, writeSection } from '../docs/write-section.ts';
import type { Row } from './row.ts';
import { markdownRows } from './table.ts';

const SECTION: Section = { name: 'faults', command: 'npm run faults -- --docs' };

/** Puts the table into the page. */
export function writeDocs(path: string, rows: readonly Row[], tookMs: number): void {
  writeSection(path, SECTION, markdownRows(rows), tookMs);
}
