import { withRoom } from './growing.ts';

/**
 * A number for each term, in the order they come. A hash table of its own over one array of characters: a `Map` would
 * need a string for every word that is looked up, and a string cut out of a message would keep all of it in memory.
 */
export interface TermNumbers {
  /** How many there are. */
  count(): number;
  /** The number of the term that these characters begin with, up to `length`; a new one gets the next. */
  numberOf(chars: Uint16Array, length: number): number;
  /** The number of a term, if it has one. */
  named(term: string): readonly number[];
  /** The numbers of the terms that begin so. */
  beginningWith(prefix: string): readonly number[];
  /** All terms in their order, in parts that are sorted when they are asked for. */
  sorted(): Iterable<readonly NumberedTerm[]>;
}

export interface NumberedTerm {
  readonly term: string;
  readonly number: number;
}

export function createTermNumbers(): TermNumbers {
  let chars = new Uint16Array(512);
  /** Where each term ends, and the next begins. */
  let ends = new Int32Array(64);
  let hashes = new Int32Array(64);
  /** In pairs, so that one look at the memory tells both: a number, -1 where none is, and its hash. */
  let slots = new Int32Array(256).fill(-1);
  let count = 0;

  const startOf = (number: number): number => (number === 0 ? 0 : (ends[number - 1] as number));

  function isAt(number: number, word: Uint16Array, length: number): boolean {
    const start = startOf(number);
    if ((ends[number] as number) - start !== length) return false;
    for (let i = 0; i < length; i++) if (chars[start + i] !== word[i]) return false;
    return true;
  }

  function hashOf(word: Uint16Array, length: number): number {
    let hash = 0x811c_9dc5;
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ (word[i] as number), 0x0100_0193);
    return hash ^ (hash >>> 15);
  }

  /** The slot of the term, or the free one it belongs into. */
  function slotOf(word: Uint16Array, length: number, hash: number): number {
    const mask = slots.length - 2;
    let slot = (hash << 1) & mask;
    for (let number = slots[slot] as number; number >= 0; number = slots[slot] as number) {
      if (slots[slot + 1] === hash && isAt(number, word, length)) return slot;
      slot = (slot + 2) & mask;
    }
    return slot;
  }

  function makeSlots(): void {
    slots = new Int32Array(slots.length * 4).fill(-1);
    const mask = slots.length - 2;
    for (let number = 0; number < count; number++) {
      const hash = hashes[number] as number;
      let slot = (hash << 1) & mask;
      while ((slots[slot] as number) >= 0) slot = (slot + 2) & mask;
      slots[slot] = number;
      slots[slot + 1] = hash;
    }
  }

  function add(word: Uint16Array, length: number, hash: number): number {
    const start = startOf(count);
    chars = withRoom(chars, start + length);
    for (let i = 0; i < length; i++) chars[start + i] = word[i] as number;
    ends = withRoom(ends, count + 1);
    hashes = withRoom(hashes, count + 1);
    ends[count] = start + length;
    hashes[count] = hash;
    return count++;
  }

  const termAt = (number: number): string => {
    let term = '';
    for (let i = startOf(number); i < (ends[number] as number); i++) term += String.fromCharCode(chars[i] as number);
    return term;
  };

  return {
    count: () => count,
    numberOf(word, length) {
      const hash = hashOf(word, length);
      const slot = slotOf(word, length, hash);
      const known = slots[slot] as number;
      if (known >= 0) return known;
      const number = add(word, length, hash);
      slots[slot] = number;
      slots[slot + 1] = hash;
      if (count * 4 > slots.length) makeSlots();
      return number;
    },
    named(term) {
      const word = charsOf(term);
      const number = slots[slotOf(word, word.length, hashOf(word, word.length))] as number;
      return number < 0 ? [] : [number];
    },
    beginningWith(prefix) {
      const word = charsOf(prefix);
      const found: number[] = [];
      for (let number = 0; number < count; number++) {
        const start = startOf(number);
        if ((ends[number] as number) - start < word.length) continue;
        let i = 0;
        while (i < word.length && chars[start + i] === word[i]) i++;
        if (i === word.length) found.push(number);
      }
      return found;
    },
    *sorted() {
      const parts = new Map<number, number[]>();
      for (let number = 0; number < count; number++) {
        const first = chars[startOf(number)] as number;
        const part = parts.get(first);
        if (part) part.push(number);
        else parts.set(first, [number]);
      }
      for (const first of [...parts.keys()].sort((a, b) => a - b)) {
        const part = (parts.get(first) as number[]).map((number) => ({ term: termAt(number), number }));
        yield part.sort((a, b) => (a.term < b.term ? -1 : 1));
      }
    },
  };
}

const charsOf = (term: string): Uint16Array => Uint16Array.from({ length: term.length }, (_, i) => term.charCodeAt(i));
