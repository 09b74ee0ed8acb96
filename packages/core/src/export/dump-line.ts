import { TidemarkError } from '@tidemark/protocol';
import { SCHEMA_VERSION, STORES } from '../local-db/schema.ts';
import type { Key, StoreDef, Stored } from '../local-db/storage-adapter.ts';

/**
 * The lines of an export: a header, a row a line, and how many there were, so that a file cut short is told.
 *
 *     {"tidemark":1,"schema":1}
 *     ["messages",["conversation:…",1],12,{"id":[["…"]]},{"id":"…","author":"bob","at":…,"body":{"text":"Ahoy"}}]
 *     {"rows":4711}
 *
 * A body of bytes is `{"$bytes":"<base64>"}` and the row has a sixth member, 1.
 */
const FORMAT = 1;

export const header = (): string => JSON.stringify({ tidemark: FORMAT, schema: SCHEMA_VERSION });
export const footer = (rows: number): string => JSON.stringify({ rows });

export interface DumpedRow {
  readonly store: string;
  readonly row: Stored;
}

/** Rows say what they are of before the states that count on them: what is imported in part claims nothing. */
const STORE_ORDER = ['messages', 'rows', 'outbox', 'streams', 'meta'];

/** All stores but the search index, which makes itself. */
export const DUMPED: readonly StoreDef[] = STORE_ORDER.map((name) =>
  STORES.find((store) => store.name === name),
).filter((store) => store !== undefined);

export function lineOf({ store, row }: DumpedRow): string {
  const { key, rev, keys, body } = row;
  if (!(body instanceof Uint8Array)) return JSON.stringify([store, key, rev, keys, body]);
  let bytes = '';
  for (const byte of body) bytes += String.fromCharCode(byte);
  return JSON.stringify([store, key, rev, keys, { $bytes: btoa(bytes) }, 1]);
}

/** The row of a line. Throws `import/malformed`. */
export function rowOf(line: number, text: string): DumpedRow | { readonly rows: number } {
  const parsed = parse(line, text);
  if (!Array.isArray(parsed)) {
    const { rows } = (parsed ?? {}) as { readonly rows?: unknown };
    if (typeof rows === 'number') return { rows };
    throw malformed(line, 'no row');
  }
  const [store, key, rev, keys, body, isBytes] = parsed as readonly unknown[];
  const def = DUMPED.find(({ name }) => name === store);
  if (!def) throw malformed(line, `no store of an export: ${JSON.stringify(store)}`);
  if (!isKey(key) || key.length !== def.keyArity) throw malformed(line, `no key of "${def.name}"`);
  if (!Number.isSafeInteger(rev)) throw malformed(line, 'no rev');
  if (!isEntries(keys, def.indexes)) throw malformed(line, `no entries of "${def.name}"`);
  if (body === undefined) throw malformed(line, 'no body');
  const stored = { key, rev: rev as number, keys, body: isBytes === 1 ? bytesOf(line, body) : body };
  return { store: def.name, row: stored };
}

/** Throws `import/malformed` unless this begins an export that this release reads, or `storage/version` for a newer one. */
export function checkHeader(text: string | undefined): void {
  const { tidemark, schema } = (parse(1, text ?? '') ?? {}) as {
    readonly tidemark?: unknown;
    readonly schema?: unknown;
  };
  if (typeof tidemark !== 'number' || typeof schema !== 'number') throw malformed(1, 'not the header of an export');
  const isNewer = tidemark > FORMAT || schema > SCHEMA_VERSION;
  if (!isNewer) return;
  const message = 'The export was written by a newer release: update the app';
  throw new TidemarkError('storage/version', message, { found: schema, supported: SCHEMA_VERSION });
}

export function malformed(line: number, found: string): TidemarkError<'import/malformed'> {
  return new TidemarkError('import/malformed', `Line ${line}: ${found}`, { line, found });
}

function parse(line: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(line, 'not JSON');
  }
}

function bytesOf(line: number, body: unknown): Uint8Array {
  try {
    return Uint8Array.from(atob((body as { readonly $bytes: string }).$bytes), (char) => char.charCodeAt(0));
  } catch {
    throw malformed(line, 'no bytes');
  }
}

const isKey = (key: unknown): key is Key =>
  Array.isArray(key) && key.every((part) => typeof part === 'string' || Number.isFinite(part));

function isEntries(keys: unknown, indexes: Readonly<Record<string, number>>): keys is Stored['keys'] {
  if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) return false;
  return Object.entries(keys).every(
    ([index, entries]) =>
      Array.isArray(entries) &&
      entries.every((entry) => isKey(entry) && entry.length === (indexes[index] ?? entry.length)),
  );
}
