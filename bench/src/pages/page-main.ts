import { indexedDbWith } from '../../../packages/adapter-indexeddb/src/indexed-db.ts';
import { DEFAULT_LAYOUT } from '../../../packages/adapter-indexeddb/src/layout.ts';
import type { Measured } from '../local/trial.ts';
import { measurePages } from './measure.ts';

declare global {
  /** What the page does when asked from outside. */
  var measurePagesHere: ((pageRows: number, messages: number) => Promise<Measured>) | undefined;
}

/** Entries are a third as long as rows; what bounds a page by its bytes is to bound none of these. */
globalThis.measurePagesHere = (pageRows, messages) => {
  const layout = { ...DEFAULT_LAYOUT, pageRows, pageEntries: 2 * pageRows, pageBytes: 500 * pageRows };
  return measurePages(() => indexedDbWith(layout, 'pages', {}), messages);
};
