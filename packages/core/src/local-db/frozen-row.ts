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

/** The value that engines on disk give back, so that every engine gives back the same: that of its JSON text. */
function frozenJson(body: unknown): unknown {
  try {
    const copy = frozenCopy(body);
    return copy === NOT_PLAIN ? deepFreeze(JSON.parse(JSON.stringify(body))) : copy;
  } catch (cause) {
    throw invalidRequest('a body is not plain JSON', cause);
  }
}

const NOT_PLAIN = Symbol('not plain JSON');

/** What its JSON text would give, at a quarter of the time; `NOT_PLAIN` for all that such a text leaves out or changes. */
function frozenCopy(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  // A sum with 0 has no -0, as JSON has none.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : NOT_PLAIN;
  if (typeof value !== 'object' || 'toJSON' in value) return NOT_PLAIN;
  const isArray = Array.isArray(value);
  if (!isArray && Object.getPrototypeOf(value) !== Object.prototype) return NOT_PLAIN;
  const copy: Record<string, unknown> | unknown[] = isArray ? new Array(value.length) : {};
  for (const name of isArray ? value.keys() : Object.keys(value)) {
    const member = frozenCopy(value[name as never]);
    if (member === NOT_PLAIN || name === '__proto__') return NOT_PLAIN;
    copy[name as never] = member as never;
  }
  return Object.freeze(copy);
}

function deepFreeze(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
