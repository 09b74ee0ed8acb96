import type { Stored } from '@tidemark/core';
import type { Driver, DriverFiles } from '../driver.ts';
import { compareBytes, encodeKey } from '../key-code.ts';
import { PRECIOUS } from './damage-report.ts';
import type { Value } from './read-record.ts';
import { type PageFile, readTree } from './read-tree.ts';

/** The rows of a store that could be read. */
export interface Readable {
  readonly rows: readonly Stored[];
  /** Nothing was met that could not be read. */
  readonly isWhole: boolean;
}

const LOST: Readable = { rows: [], isWhole: false };

/** The precious rows of the damaged database at `path`, by store; only stores that it has. */
export async function readDamaged(
  driver: Driver,
  files: DriverFiles,
  path: string,
): Promise<ReadonlyMap<string, Readable>> {
  const found = new Map<string, Readable>();
  try {
    const { roots, file, isFolded } = await look(driver, files, path);
    for (const { store, keys } of PRECIOUS) {
      const root = roots.get(store);
      if (root === undefined) continue;
      const { rows, isWhole } = readRows(file, root);
      const wanted = keys && new Set(keys.map(idOf));
      const chosen = wanted ? rows.filter(({ key }) => wanted.has(idOf(key))) : rows;
      found.set(store, { rows: chosen, isWhole: isWhole && isFolded });
    }
  } catch {
    // The list of tables itself is damaged.
    for (const { store } of PRECIOUS) found.set(store, LOST);
  }
  return found;
}

const idOf = (key: Stored['key']): string => encodeKey(key).join();

interface Look {
  readonly roots: ReadonlyMap<string, number>;
  readonly file: PageFile;
  /** The log was folded into the file. */
  readonly isFolded: boolean;
}

/** What SQLite tells of the file. It is closed again before the file itself is read. */
async function look(driver: Driver, files: DriverFiles, path: string): Promise<Look> {
  const db = await driver.open(path);
  try {
    const folding = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    const tables = db.prepare("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'").all();
    const size = Number(db.prepare('PRAGMA page_size').get()?.['page_size']);
    const reserved = files.read(path, 20, 1)[0] ?? 0;
    return {
      roots: new Map(tables.map(({ name, rootpage }) => [String(name), Number(rootpage)])),
      file: {
        usable: size - reserved,
        page(n) {
          const bytes = files.read(path, (n - 1) * size, size);
          return bytes.length === size ? bytes : undefined;
        },
      },
      isFolded: folding?.['busy'] === 0,
    };
  } finally {
    try {
      db.close();
    } catch {
      // It has told what it can.
    }
  }
}

function readRows(file: PageFile, root: number): Readable {
  const rows: Stored[] = [];
  let isWhole = true;
  const damaged = () => {
    isWhole = false;
  };
  for (const record of readTree(file, root, damaged)) {
    const row = toRow(record);
    if (row === undefined) damaged();
    else rows.push(row);
  }
  return { rows, isWhole };
}

/** The row, if every part of it is what was written. */
function toRow([key, id, rev, keys, body]: readonly Value[]): Stored | undefined {
  try {
    const parsed = JSON.parse(id as string);
    if (compareBytes(encodeKey(parsed), key as Uint8Array) !== 0 || !Number.isSafeInteger(rev)) return undefined;
    return {
      key: parsed,
      rev: rev as number,
      keys: keys === null ? {} : JSON.parse(keys as string),
      body: body instanceof Uint8Array ? body : JSON.parse(body as string),
    };
  } catch {
    return undefined;
  }
}
