import { z } from 'zod';
import { MAX_BODY_DEPTH } from './limits.ts';

/** Any value JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object, the shape of every row's body. */
export type JsonObject = { readonly [key: string]: Json };

/** Tells JSON from other values, and refuses what nests deeper than `depth`. */
export function isJson(value: unknown, depth: number = MAX_BODY_DEPTH): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth === 0) return false;
  return (Array.isArray(value) ? value : Object.values(value)).every((inner) => isJson(inner, depth - 1));
}

/**
 * A body inside a frame. What is in it is its collection's business: one odd body must not make the frame, with all
 * its other ops, malformed, and the codec has already seen to it that it is JSON.
 */
export const bodySchema: z.ZodType<JsonObject> = z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonObject>;

/** A JSON object wholly looked through. Not `z.json()`, whose recursion a deep body drives past the end of the stack. */
export const jsonObjectSchema: z.ZodType<JsonObject> = z
  .record(z.string(), z.unknown())
  .refine((body) => isJson(body), {
    error: `expected JSON nested at most ${MAX_BODY_DEPTH} deep`,
  }) as unknown as z.ZodType<JsonObject>;
