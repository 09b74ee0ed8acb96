import { z } from 'zod';
import { MAX_ID_LENGTH } from './limits.ts';
import { COLLECTION_PATTERN, KEY_PATTERN, NAME_PATTERN, STREAM_PATTERN, UUID7_PATTERN } from './patterns.ts';
import type { StreamId } from './stream.ts';

export const nameSchema: z.ZodType<string> = z.string().regex(NAME_PATTERN);
export const keySchema: z.ZodType<string> = z.string().regex(KEY_PATTERN);
export const uuid7Schema: z.ZodType<string> = z.string().regex(UUID7_PATTERN);
export const streamSchema: z.ZodType<StreamId> = z.string().regex(STREAM_PATTERN) as unknown as z.ZodType<StreamId>;
export const collectionSchema: z.ZodType<string> = z.string().regex(COLLECTION_PATTERN);
/** Revs, ords, counts and milliseconds: whole numbers from 0 to 2^53 - 1. */
export const countSchema: z.ZodType<number> = z.number().int().nonnegative();
/** Opaque short strings made by the server: epochs, session ids. */
export const tokenSchema: z.ZodType<string> = z.string().min(1).max(128);
/** Ids and names in what a server sends: the server answers for their form, so that a client's check is cheap. */
export const servedIdSchema: z.ZodType<string> = z.string().min(1).max(MAX_ID_LENGTH);
