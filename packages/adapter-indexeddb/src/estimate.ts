import type { Work } from './connection.ts';
import { asked } from './found-records.ts';
import type { Encoded } from './plan.ts';
import { widthOf } from './tree.ts';

/** Records of an object store that are looked at, spread evenly over it. */
const SAMPLES = 24;
/** What the engine keeps with each record, about. */
const RECORD_BYTES = 24;

/** Measured anew when so much was written since, or a tenth of what there is: commits wait for that. */
const STALE_BYTES = 4_000_000;
/** Or after so many calls: other tabs write too. */
const STALE_CALLS = 100;

interface Usage {
  readonly bytes: number;
  readonly quotaBytes: number | undefined;
}

interface Sample {
  readonly count: number;
  readonly recordBytes: number;
}

/** What the object stores hold, about: measured now and then, and in between what was written is added to it. */
export interface Estimate {
  usage(measure: (work: Work<number>) => Promise<number>): Promise<Usage>;
  /** A commit is under way. */
  add(changes: readonly Encoded[]): void;
}

export function createEstimate(): Estimate {
  const samples = new Map<string, Sample>();
  let measured: number | undefined;
  let written = 0;
  let calls = 0;
  let quotaBytes: number | undefined;

  /** How many records, times the mean of some: looked at anew when they have doubled or halved. */
  async function bytesOf(store: IDBObjectStore): Promise<number> {
    const count = await asked(store.count());
    const known = samples.get(store.name);
    const isNear = known !== undefined && count <= 2 * known.count && known.count <= 2 * count;
    const recordBytes = isNear ? known.recordBytes : await meanBytes(store, count);
    if (!isNear) samples.set(store.name, { count, recordBytes });
    return count * recordBytes;
  }

  return {
    async usage(measure) {
      const isStale = written > STALE_BYTES && written > (measured ?? 0) / 10;
      if (measured === undefined || isStale || ++calls > STALE_CALLS) {
        written = calls = 0;
        const allowed = quota();
        measured = await measure(async (transaction) => {
          const stores = [...transaction.objectStoreNames].map((name) => bytesOf(transaction.objectStore(name)));
          return (await Promise.all(stores)).reduce((sum, bytes) => sum + bytes, 0);
        });
        quotaBytes = await allowed;
      }
      return { bytes: Math.round(measured + written), quotaBytes };
    },
    add(changes) {
      for (const change of changes) {
        if ('put' in change) written += RECORD_BYTES + (change.put.json?.length ?? 0) + (change.put.bytes?.length ?? 0);
        else if (!('delete' in change)) measured = undefined;
      }
    },
  };
}

function meanBytes(store: IDBObjectStore, count: number): Promise<number> {
  if (count === 0) return Promise.resolve(0);
  const step = Math.max(1, Math.floor(count / SAMPLES));
  const request = store.openCursor();
  let seen = 0;
  let bytes = 0;
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor === null) return resolve(bytes / Math.max(seen, 1));
      seen++;
      bytes += RECORD_BYTES + bytesIn(cursor.key) + recordBytes(cursor.value, bytesIn(cursor.key));
      cursor.advance(step);
    };
  });
}

/** Of a record of any of our object stores. Each entry of the engine's index holds the key of its record too. */
function recordBytes(value: unknown, keyBytes: number): number {
  const {
    t,
    i = [],
    ...rest
  } = (typeof value === 'string' ? { t: value } : { ...(value as object) }) as {
    readonly t?: string;
    readonly i?: readonly unknown[];
  };
  const entries = i.reduce<number>((sum, entry) => sum + 2 * bytesIn(entry) + keyBytes + RECORD_BYTES, 0);
  return bytesIn(rest) + entries + (t === undefined ? 0 : t.length * widthOf(t));
}

/** Text is two bytes a character in keys. */
function bytesIn(part: unknown): number {
  if (typeof part === 'string') return 2 * part.length;
  if (part instanceof Uint8Array) return part.byteLength;
  if (typeof part !== 'object' || part === null) return 9;
  return Object.values(part).reduce<number>((sum, each) => sum + bytesIn(each), 2);
}

/** What the browser allows the whole origin, where it tells. */
async function quota(): Promise<number | undefined> {
  try {
    return (await navigator.storage.estimate()).quota;
  } catch {
    return undefined;
  }
}
