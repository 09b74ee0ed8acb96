import { type Durability, type StorageAdapter, type Stored, TidemarkError } from '@tidemark/core';
import { indexedDb } from '../../src/indexed-db.ts';
import { message, messages, ords, SPEC } from '../stores.ts';

/** What a test in Node may ask of a page. */
export interface Page {
  /** `isWider`: with one store more than before. */
  open(isWider?: boolean): Promise<void>;
  /** Commits crew 1 to 20 and a counter, over and over, all with the same rev; tells each that resolved. */
  commitForEver(told: (rev: number) => void, durability?: Durability): Promise<void>;
  /** The revs found: one when no commit was torn. */
  revs(): Promise<number[]>;
  commit(count: number, first: number): Promise<boolean>;
  ords(): Promise<number[]>;
  /** Commits of 1 MB until one is refused: how many were made, and the code. */
  fill(first: number): Promise<{ made: number; code: string }>;
  timesStale(): number;
}

/** Text of this many characters that a browser cannot store in less: a gigabyte of one letter fits into 20 MB. */
function noise(length: number): string {
  return String.fromCharCode(...crypto.getRandomValues(new Uint16Array(length)).map((unit) => unit % 0xd800));
}

let storage: StorageAdapter;
let stale = 0;

const page: Page = {
  async open(isWider) {
    storage = indexedDb('page');
    const stores = isWider ? [...SPEC.stores, { name: 'added', keyArity: 1, indexes: {} }] : SPEC.stores;
    await storage.open({ ...SPEC, stores, onStale: () => void stale++ });
  },
  async commitForEver(told, durability) {
    const before = await page.revs();
    for (let rev = (before[0] ?? 0) + 1; ; rev++) {
      const rows = Array.from({ length: 20 }, (_, i) => message(i + 1, { rev, text: 'x'.repeat(500) }));
      const count = { store: 'meta', put: { key: ['count'], rev, keys: {}, body: rev } };
      const changes = [...rows, message(1000 + rev, { rev })].map((put) => ({ store: 'messages', put }));
      await storage.commit([...changes, count], [], durability);
      told(rev);
    }
  },
  async revs() {
    const answers = await storage.read([
      { store: 'messages', prefix: ['crew'], to: ['crew', 20] },
      { store: 'messages', prefix: ['crew'], reverse: true, limit: 1 },
      { store: 'meta', get: [['count']] },
    ]);
    const rows = (answers as Stored[][]).flat().filter((row) => row !== undefined);
    const single = (await ords(storage)).filter((ord) => ord > 1000).length;
    const revs = new Set([...rows.map(({ rev }) => rev), ...(rows.length > 0 ? [single] : [])]);
    return [...revs];
  },
  commit: (count, first) => storage.commit(messages(count, first)),
  ords: () => ords(storage),
  async fill(first) {
    for (let made = 0; ; made++) {
      try {
        const rows = Array.from({ length: 20 }, (_, i) => message(first + made * 20 + i, { text: noise(25_000) }));
        await storage.commit(rows.map((put) => ({ store: 'messages', put })));
      } catch (error) {
        return { made, code: TidemarkError.is(error) ? error.code : String(error) };
      }
    }
  },
  timesStale: () => stale,
};

Object.assign(globalThis, { page });
