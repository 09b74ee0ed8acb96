/** Whether two values are the same JSON, or bytes, down to `depth` levels; below that, only the same object is. */
export function same(a: unknown, b: unknown, depth: number = Number.POSITIVE_INFINITY): boolean {
  if (a === b) return true;
  if (depth === 0 || typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) {
    const items = b as unknown as readonly unknown[];
    return a.length === items.length && a.every((item, i) => same(item, items[i], depth - 1));
  }
  const fields = Object.keys(a);
  if (fields.length !== Object.keys(b).length) return false;
  return fields.every((field) => Object.hasOwn(b, field) && same(a[field as never], b[field as never], depth - 1));
}

/** `before` where `next` says the same (see `same`), so that nobody takes it for a change; else `next`, frozen. */
export function kept<Value>(before: Value | undefined, next: Value, depth?: number): Value {
  return before !== undefined && same(before, next, depth) ? before : Object.freeze(next);
}
