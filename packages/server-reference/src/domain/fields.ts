import type { Json, JsonObject } from '@tidemark/protocol';
import type { z } from 'zod';
import { type Decision, refuse } from './decision.ts';
import { isSameJson } from './same-json.ts';

/** A `patch`: its fields replace those of the body at the top level; null removes one. */
export function mergeFields(body: JsonObject, patch: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...body };
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete merged[field];
    else merged[field] = value;
  }
  return merged;
}

export function parseBody(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}

export function isSameBody(text: string | null, body: JsonObject): boolean {
  return text !== null && isSameJson(JSON.parse(text), JSON.parse(JSON.stringify(body)));
}

/** Says which field of a body does not fit, or nothing. */
export function misfit(schema: z.ZodType, body: unknown): Decision | undefined {
  const parsed = schema.safeParse(body);
  if (parsed.success) return undefined;
  const [issue] = parsed.error.issues;
  return refuse('op/invalid', `body.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'does not fit'}.`);
}
