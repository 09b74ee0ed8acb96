/** Terms and the documents that have them. A hash table of its own: a `Map` would need a copy of every word to look up. */
export interface TermTable {
  /** The term that stands at `from` in `text`, up to `to`, is in this document; documents come in order. */
  add(text: string, from: number, to: number, doc: number): void;
  /** The terms in their order, with their documents, ascending. */
  sorted(): Iterable<readonly [term: string, docs: readonly number[]]>;
}

export function createTermTable(): TermTable {
  const terms: string[] = [];
  const hashes: number[] = [];
  const docsOf: number[][] = [];
  let slots = new Int32Array(4096).fill(-1);

  function insert(entry: number): void {
    let slot = (hashes[entry] as number) & (slots.length - 1);
    while ((slots[slot] as number) >= 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = entry;
  }

  return {
    add(text, from, to, doc) {
      let hash = 0x811c_9dc5;
      for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x0100_0193);
      hash ^= hash >>> 15;
      let slot = hash & (slots.length - 1);
      for (let entry = slots[slot] as number; entry >= 0; entry = slots[slot] as number) {
        if (hashes[entry] === hash) {
          const term = terms[entry] as string;
          if (term.length === to - from && text.startsWith(term, from)) {
            const docs = docsOf[entry] as number[];
            if (docs[docs.length - 1] !== doc) docs.push(doc);
            return;
          }
        }
        slot = (slot + 1) & (slots.length - 1);
      }
      const entry = terms.push(text.slice(from, to)) - 1;
      hashes.push(hash);
      docsOf.push([doc]);
      if (terms.length * 2 <= slots.length) {
        slots[slot] = entry;
        return;
      }
      slots = new Int32Array(slots.length * 4).fill(-1);
      for (let each = 0; each <= entry; each++) insert(each);
    },
    *sorted() {
      const order = terms.map((_, i) => i);
      order.sort((a, b) => ((terms[a] as string) < (terms[b] as string) ? -1 : 1));
      for (const i of order) yield [terms[i] as string, docsOf[i] as number[]];
    },
  };
}
