import { recordIn, type Value, varint } from './read-record.ts';

export interface PageFile {
  /** Bytes of a page that SQLite uses for content. */
  readonly usable: number;
  /** The page of this number, from 1; `undefined` beyond the end of the file. */
  page(n: number): Uint8Array | undefined;
}

const LEAF = 10;
const INNER = 2;

/**
 * Every record of a `WITHOUT ROWID` table that stands on a sound page, in no order, read from the file itself: SQLite
 * stops at the first damaged page, and this goes round it. https://sqlite.org/fileformat2.html#b_tree_pages
 *
 * Calls `damaged` for each page or record that does not make sense.
 */
export function* readTree(file: PageFile, root: number, damaged: () => void): Generator<readonly Value[]> {
  const seen = new Set<number>();
  const waiting = [root];
  for (let n = waiting.pop(); n !== undefined; n = waiting.pop()) {
    const page = file.page(n);
    const type = page?.[0];
    // A damaged pointer may lead back to where the walk was.
    if (page === undefined || (type !== LEAF && type !== INNER) || seen.has(n)) {
      damaged();
      continue;
    }
    seen.add(n);
    const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
    const pointers = type === INNER ? 12 : 8;
    if (type === INNER) waiting.push(view.getUint32(8));
    for (let i = 0; i < view.getUint16(3); i++) {
      const at = pointers + 2 * i;
      if (at + 2 > file.usable) {
        damaged();
        break;
      }
      let cell = view.getUint16(at);
      if (type === INNER && cell + 4 <= file.usable) {
        waiting.push(view.getUint32(cell));
        cell += 4;
      }
      const record = recordAt(file, page, cell);
      if (record === undefined) damaged();
      else yield record;
    }
  }
}

function recordAt(file: PageFile, page: Uint8Array, cell: number): readonly Value[] | undefined {
  try {
    const [size, start] = varint(page, cell);
    return recordIn(payload(file, page, start, size));
  } catch {
    return undefined;
  }
}

/** What does not fit into a cell goes on in a chain of pages. */
function payload({ usable, page: read }: PageFile, page: Uint8Array, start: number, size: number): Uint8Array {
  const most = Math.floor(((usable - 12) * 64) / 255) - 23;
  if (size <= most) return page.subarray(start, start + size);
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((size - least) % (usable - 4));
  const local = fitting <= most ? fitting : least;
  // Never larger than SQLite allows, whatever a damaged length says.
  if (size > 1_000_000_000) throw new RangeError('no such record');
  const whole = new Uint8Array(size);
  whole.set(page.subarray(start, start + local));
  let next = u32(page, start + local);
  for (let at = local; at < size; at += usable - 4) {
    const more = read(next);
    if (more === undefined) throw new RangeError('the chain ends early');
    whole.set(more.subarray(4, Math.min(usable, 4 + size - at)), at);
    next = u32(more, 0);
  }
  return whole;
}

function u32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);
}
