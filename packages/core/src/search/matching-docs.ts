import type { Key } from '../local-db/storage-adapter.ts';
import { createDocSet, type DocSet } from './doc-set.ts';
import type { Lookup } from './lookup.ts';
import { blocksOf, type Segment, termBlockKey } from './segment.ts';
import { createTermCursor, eachDoc } from './term-block.ts';

/** The keys of the blocks that may have a term. */
export function termKeysOf(segment: Segment, { term, isPrefix }: Lookup): readonly Key[] {
  const [from, to] = blocksOf(segment, term, isPrefix);
  return Array.from({ length: to - from }, (_, i) => termBlockKey(segment, from + i));
}

/** The documents of a segment in which all look-ups hold, each with its blocks. */
export function matchingDocs(
  segment: Segment,
  lookups: readonly { readonly lookup: Lookup; readonly blocks: readonly Uint8Array[] }[],
): DocSet {
  let all: DocSet | undefined;
  for (const { lookup, blocks } of lookups) {
    const found = createDocSet(segment.docs);
    const cursor = createTermCursor(blocks);
    while (cursor.next()) {
      const term = cursor.term();
      if (term < lookup.term) continue;
      if (lookup.isPrefix ? !term.startsWith(lookup.term) : term !== lookup.term) break;
      eachDoc(cursor.docs(), found.add);
    }
    if (all) all.intersect(found);
    else all = found;
  }
  return all ?? createDocSet(segment.docs);
}
