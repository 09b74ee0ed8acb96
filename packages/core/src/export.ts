import { TidemarkError } from '@tidemark/protocol';
import { checkHeader, DUMPED, footer, header, lineOf, malformed, rowOf } from './export/dump-line.ts';
import { compareKey } from './local-db/key-order.ts';
import { STORES } from './local-db/schema.ts';
import type { Change, Key, StorageAdapter, Stored } from './local-db/storage-adapter.ts';

/** Rows a read, and a commit. */
const ROWS = 500;
const SPEC = { name: 'tidemark', stores: STORES };

export interface Imported {
  /** Rows that are in the device now. */
  readonly rows: number;
  /** What is wrong with lines that are not, in their order. */
  readonly errors: readonly TidemarkError<'import/malformed'>[];
}

/**
 * All that a device holds, the unsent included, as JSON Lines: lines without their ends. Its client must be closed; the
 * storage is opened, and closed at the end. Who imports it becomes the same device, so the original should be given up.
 *
 * @example
 * for await (const line of exportDevice(sqlite('./alice.db'))) file.write(`${line}\n`);
 */
export async function* exportDevice(storage: StorageAdapter): AsyncGenerator<string, void, undefined> {
  await storage.open(SPEC);
  try {
    yield header();
    let count = 0;
    for (const { name: store } of DUMPED) {
      for await (const row of rowsOf(storage, store)) {
        count++;
        yield lineOf({ store, row });
      }
    }
    yield footer(count);
  } finally {
    await storage.close();
  }
}

/**
 * Brings an export into an empty device, before any client opens it. Lines that are no rows are told, and lose nothing
 * else. Rejects with `import/malformed` where it is no export, `storage/version` where a newer release wrote it, and
 * `options/invalid` where the device is not empty; then nothing was written.
 */
export async function importDevice(
  storage: StorageAdapter,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<Imported> {
  await storage.open(SPEC);
  try {
    await mustBeEmpty(storage);
    return await importLines(storage, lines);
  } finally {
    await storage.close();
  }
}

async function importLines(
  storage: StorageAdapter,
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<Imported> {
  const errors: TidemarkError<'import/malformed'>[] = [];
  let changes: Change[] = [];
  let line = 0;
  let rows = 0;
  let isWhole = false;
  for await (const text of lines) {
    line++;
    if (line === 1) {
      checkHeader(text);
      continue;
    }
    if (text.trim() === '') continue;
    try {
      const found = rowOf(line, text);
      if ('rows' in found) isWhole = true;
      else changes.push({ store: found.store, put: found.row });
    } catch (error) {
      if (!TidemarkError.is(error, 'import/malformed')) throw error;
      errors.push(error);
    }
    if (changes.length < ROWS) continue;
    await storage.commit(changes);
    rows += changes.length;
    changes = [];
  }
  if (line === 0) checkHeader(undefined);
  await storage.commit(changes, [], 'strict');
  rows += changes.length;
  if (!isWhole) errors.push(malformed(line + 1, 'the end is missing: the export was cut short'));
  return { rows, errors };
}

async function* rowsOf(storage: StorageAdapter, store: string): AsyncGenerator<Stored, void, undefined> {
  let after: Key | undefined;
  for (;;) {
    const read = { store, limit: ROWS + 1, ...(after && { from: after }) };
    const [found] = (await storage.read([read])) as [readonly Stored[]];
    const last: Key | undefined = after;
    const rows: readonly Stored[] = found.filter(({ key }) => !last || compareKey(key, last) > 0);
    yield* rows;
    after = rows.at(-1)?.key;
    if (found.length <= ROWS || !after) return;
  }
}

async function mustBeEmpty(storage: StorageAdapter): Promise<void> {
  const found = (await storage.read(STORES.map(({ name }) => ({ store: name, limit: 1 })))) as (readonly Stored[])[];
  if (found.every((rows) => rows.length === 0)) return;
  const message = 'An export is imported into an empty device: choose a new database';
  throw new TidemarkError('options/invalid', message, { option: 'storage', found: 'a device that holds something' });
}
