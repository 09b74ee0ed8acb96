/** Some of the documents of a segment. */
export interface DocSet {
  add(doc: number): void;
  has(doc: number): boolean;
  /** Takes out what the other does not have. */
  intersect(other: DocSet): void;
  /** The highest below this one, or -1. */
  before(doc: number): number;
  readonly words: Uint32Array;
}

export function createDocSet(docs: number): DocSet {
  const words = new Uint32Array((docs + 31) >> 5);
  return {
    words,
    add(doc) {
      const at = doc >> 5;
      words[at] = (words[at] as number) | (1 << (doc & 31));
    },
    has: (doc) => (((words[doc >> 5] as number) >>> (doc & 31)) & 1) === 1,
    intersect(other) {
      for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) & (other.words[i] as number);
    },
    before(doc) {
      let at = (doc - 1) >> 5;
      if (doc <= 0) return -1;
      let word = (words[at] as number) & (0xffff_ffff >>> (31 - ((doc - 1) & 31)));
      while (word === 0) {
        if (--at < 0) return -1;
        word = words[at] as number;
      }
      return at * 32 + 31 - Math.clz32(word);
    },
  };
}
