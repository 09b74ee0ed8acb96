import { indexedDbWith } from '../../src/indexed-db.ts';
import { DEFAULT_LAYOUT } from '../../src/layout.ts';
import { measurePages } from './measure-pages.ts';

declare global {
  /** What the page does when `npm run bench -- pages` asks it. */
  var measurePagesHere: ((pageRows: number, messages: number) => Promise<Readonly<Record<string, number>>>) | undefined;
}

/** Entries are a third as long as rows; what bounds a page by its bytes is to bound none of these. */
globalThis.measurePagesHere = (pageRows, messages) => {
  const layout = { ...DEFAULT_LAYOUT, pageRows, pageEntries: 2 * pageRows, pageBytes: 500 * pageRows };
  return measurePages(() => indexedDbWith(layout, 'pages', {}), messages);
};
