import type { TreeShape } from './tree.ts';

/** How the records of clustered stores are cut. All of it may change from release to release: pages tell their size. */
export interface Layout {
  readonly pageRows: number;
  readonly pageEntries: number;
  /** Well below the 64 KiB from which Chromium keeps a value in a file of its own: a page may grow by a quarter. */
  readonly pageBytes: number;
  /** New neighbours of one commit that make a page. */
  readonly runRows: number;
  /** New entries of one commit that are worth reading a page of the index for. */
  readonly insideEntries: number;
  /** Rows of one commit from which on new pages wait to be indexed. */
  readonly batchRows: number;
  /** Rows in the tail of one group that are worth folding into pages. */
  readonly foldRows: number;
  readonly foldEntries: number;
}

export const DEFAULT_LAYOUT: Layout = {
  pageRows: 100,
  pageEntries: 200,
  pageBytes: 50_000,
  runRows: 8,
  insideEntries: 32,
  batchRows: 64,
  foldRows: 32,
  foldEntries: 200,
};

export function rowShape({ pageRows, pageBytes, runRows }: Layout, keyArity: number): TreeShape {
  const kind = 'rows';
  return {
    kind,
    sharedParts: keyArity - 1,
    pageItems: pageRows,
    pageBytes,
    runItems: runRows,
    insideItems: 1,
    batchItems: Number.POSITIVE_INFINITY,
    fewKeys: 4,
  };
}

/** Entries are `[index, arity, ...entry, ...key]`: a page holds those of one index. */
export function entryShape({ pageEntries, pageBytes, runRows, insideEntries, batchRows }: Layout): TreeShape {
  const kind = 'entries';
  const [sharedParts, fewKeys] = [2, 64];
  return {
    kind,
    sharedParts,
    pageItems: pageEntries,
    pageBytes,
    runItems: runRows,
    insideItems: insideEntries,
    batchItems: batchRows,
    fewKeys,
  };
}
