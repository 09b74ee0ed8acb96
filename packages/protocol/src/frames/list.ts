import { z } from 'zod';
import { countSchema, streamSchema } from '../primitives.ts';
import type { StreamId } from '../stream.ts';

/** Asks for one's conversations, newest activity first. Answered by `summaries` whose `re` is this `id`. */
export interface List {
  readonly type: 'list';
  readonly id: number;
  /** Only those with a change or a mark at or after this server time. */
  readonly since?: number | undefined;
  /** Only those after this entry of an earlier answer. */
  readonly before?: { readonly at: number; readonly stream: StreamId } | undefined;
  readonly limit: number;
}

export const listSchema: z.ZodType<List> = z.strictObject({
  type: z.literal('list'),
  id: countSchema,
  since: countSchema.optional(),
  before: z.strictObject({ at: countSchema, stream: streamSchema }).optional(),
  limit: z.number().int().min(1).max(1000),
});
