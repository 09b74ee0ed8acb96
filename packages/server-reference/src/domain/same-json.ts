import type { Json } from '@tidemark/protocol';

/** Whether two JSON values say the same, whatever order their fields stand in. */
export function isSameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [ofA, ofB] = [a as Readonly<Record<string, Json>>, b as Readonly<Record<string, Json>>];
  const fields = Object.keys(ofA);
  return (
    fields.length === Object.keys(ofB).length &&
    fields.every((field) => Object.hasOwn(ofB, field) && isSameJson(ofA[field] as Json, ofB[field] as Json))
  );
}
