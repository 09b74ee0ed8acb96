import { invalidRequest } from './check-request.ts';
import type { Key, Stored } from './storage-adapter.ts';

/**
 * A deep copy that nobody can change: what the caller does to its own objects later changes nothing here, and readers
 * may share it. Bytes cannot be frozen, so `handOut` copies them.
 */
export function frozenRow(row: Stored): Stored {
  const keys: Record<string, readonly Key[]> = {};
  for (const index in row.keys) keys[index] = Object.freeze((row.keys[index] ?? []).map(frozenKey));
  return Object.freeze({
    key: frozenKey(row.key),
    rev: row.rev,
    keys: Object.freeze(keys),
    body: row.body instanceof Uint8Array ? row.body.slice() : frozenJson(row.body),
  });
}

/** The row as a reader may have it. */
export function handOut(row: Stored): Stored {
  return row.body instanceof Uint8Array ? Object.freeze({ ...row, body: row.body.slice() }) : row;
}

function frozenKey(key: Key): Key {
  return Object.freeze([...key]);
}

// Through text, as engines on disk do it, so that every engine gives back the same value.
function frozenJson(body: unknown): unknown {
  try {
    return deepFreeze(JSON.parse(JSON.stringify(body)));
  } catch (cause) {
    throw invalidRequest('a body is not plain JSON', cause);
  }
}

function deepFreeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
