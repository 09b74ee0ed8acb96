import { TidemarkError } from '@tidemark/core';

/** Throws unless both are the same plain data: same members, same bytes. 0 and -0 are the same number. */
export function same(found: unknown, expected: unknown, what: string): void {
  if (!equal(found, expected)) throw new Error(`${what}: found ${show(found)}, expected ${show(expected)}`);
}

/** Throws unless `act` rejects with a storage error of this code. */
export async function rejects(code: string, act: () => Promise<unknown>, what: string): Promise<void> {
  let value: unknown;
  try {
    value = await act();
  } catch (error) {
    if (!TidemarkError.is(error)) throw new Error(`${what}: rejected with ${String(error)}, which is no TidemarkError`);
    return same(error.code, code, `${what}: the code of the error`);
  }
  throw new Error(`${what}: resolved ${show(value)}, expected a rejection with ${code}`);
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    if (!(a instanceof Uint8Array && b instanceof Uint8Array) || a.length !== b.length) return false;
    return a.every((byte, i) => byte === b[i]);
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => Object.hasOwn(right, name) && equal(left[name], right[name]));
}

function show(value: unknown): string {
  const text = JSON.stringify(value, (_, member) =>
    member instanceof Uint8Array ? `bytes(${member.length})` : member,
  );
  return text === undefined ? String(value) : text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
