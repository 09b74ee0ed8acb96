import type { Key, Stored } from '../local-db/storage-adapter.ts';
import type { Candidate } from './candidate.ts';
import type { Catalog } from './catalog.ts';
import { DOCS_A_BLOCK, unpackDocs } from './doc-block.ts';
import type { DocSet } from './doc-set.ts';
import type { Draft } from './draft.ts';
import type { Lookup } from './lookup.ts';
import { matchingDocs, termKeysOf } from './matching-docs.ts';
import { docBlockKey, type Segment } from './segment.ts';

/** Blocks of documents a read, of each segment. */
const BLOCKS = 4;

type StreamEntry = Segment['streams'][number];

interface Source {
  readonly segment: Segment;
  readonly docs: DocSet;
  /** Everything from this document on was looked at. */
  next: number;
  /** Found and not given yet, oldest first. */
  readonly found: Candidate[];
}

/** Rows of the index; they are of another index than the one asked for, once somebody changed it. */
type ReadIndex = (keys: readonly Key[]) => Promise<readonly (Stored | undefined)[]>;

export class IndexChanged extends Error {}

/**
 * The candidates for these look-ups, in the index and in what waits for it, newest first, before `before`. Throws `IndexChanged` when segments came or went on
 * the way: then the caller begins again.
 */
export async function* candidatesOf(
  catalog: Catalog,
  drafts: readonly Draft[],
  lookups: readonly Lookup[],
  before: number,
): AsyncGenerator<Candidate, void, undefined> {
  // Looked into first: what comes into the index meanwhile is found twice, and not missed.
  const waiting = drafts.map((draft) => {
    const next = draft.matching(lookups, before);
    return { next, newest: next() };
  });
  const segments = await catalog.segments();
  const read: ReadIndex = async (keys) => {
    const rows = await catalog.read(keys);
    if (rows === undefined) throw new IndexChanged();
    return rows;
  };
  const sources = await openSources(read, segments, lookups, before);
  for (;;) {
    await refill(read, sources);
    let newest: Source | undefined;
    for (const source of sources) {
      const at = source.found.at(-1)?.at;
      if (at !== undefined && (newest === undefined || at > (newest.found.at(-1) as Candidate).at)) newest = source;
    }
    const indexed = newest?.found.at(-1);
    let last = indexed;
    for (const { newest: one } of waiting) if (one && (!last || one.at > last.at)) last = one;
    if (last === undefined) return;
    if (last === indexed) newest?.found.pop();
    else for (const each of waiting) if (each.newest === last) each.newest = each.next();
    yield last;
  }
}

async function openSources(
  read: ReadIndex,
  segments: readonly Segment[],
  lookups: readonly Lookup[],
  before: number,
): Promise<readonly Source[]> {
  const keys = segments.map((segment) => lookups.map((lookup) => termKeysOf(segment, lookup)));
  const rows = await read(keys.flat(2));
  let start = 0;
  const blocksAt = (some: readonly Key[]): readonly Uint8Array[] => {
    const end = start + some.length;
    const found = rows.slice(start, end).map((row) => row?.body as Uint8Array);
    start = end;
    return found;
  };
  return segments.map((segment, i) => {
    const own = keys[i] as readonly (readonly Key[])[];
    const docs = matchingDocs(
      segment,
      lookups.map((lookup, n) => ({ lookup, blocks: blocksAt(own[n] as readonly Key[]) })),
    );
    // Blocks that begin at that time or later hold nothing older.
    const blocks = segment.ats.filter((at) => at < before).length;
    return { segment, docs, next: Math.min(segment.docs, blocks * DOCS_A_BLOCK), found: [] };
  });
}

/** Reads on where nothing found is left and more may be, of all segments at once. */
async function refill(read: ReadIndex, sources: readonly Source[]): Promise<void> {
  const wanted: { readonly source: Source; readonly block: number }[] = [];
  for (const source of sources) {
    if (source.found.length > 0) continue;
    let doc = source.docs.before(source.next);
    for (let n = 0; n < BLOCKS && doc >= 0; n++) {
      const block = Math.floor(doc / DOCS_A_BLOCK);
      wanted.push({ source, block });
      doc = source.docs.before(block * DOCS_A_BLOCK);
    }
  }
  if (wanted.length === 0) return;
  const rows = await read(wanted.map(({ source, block }) => docBlockKey(source.segment, block)));
  for (const [i, { source, block }] of wanted.entries()) take(source, block, rows[i]?.body as Uint8Array);
}

function take(source: Source, block: number, bytes: Uint8Array): void {
  const { segment, docs, found } = source;
  const first = block * DOCS_A_BLOCK;
  const end = source.next;
  const older: Candidate[] = [];
  let doc = first;
  unpackDocs(bytes, segment.ats[block] as number, (stream, ord, _, at) => {
    if (doc < end && docs.has(doc)) older.push({ stream: (segment.streams[stream] as StreamEntry)[0], ord, at });
    doc++;
  });
  source.next = first;
  found.unshift(...older);
}
