import type { JsonObject } from '@tidemark/protocol';

/**
 * A patch over a body: fields at the top level replace, null removes. Over another patch, null is kept, since it has
 * still to remove.
 */
export function mergeFields(body: JsonObject, patch: JsonObject, keepNull = false): JsonObject {
  const merged = { ...body, ...patch };
  if (!keepNull) for (const [field, value] of Object.entries(patch)) if (value === null) delete merged[field];
  return merged;
}
