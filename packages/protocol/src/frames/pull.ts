import { z } from 'zod';
import { countSchema, streamSchema, tokenSchema } from '../primitives.ts';
import type { StreamId } from '../stream.ts';

/** Asks for a part of a stream. Answered by one `changes`, `page`, `reset` or `error` whose `re` is this `id`. */
export interface Pull {
  readonly type: 'pull';
  /** Chosen by the client, unique among its open requests on this connection. */
  readonly id: number;
  readonly stream: StreamId;
  /** The epoch the client holds; another one is answered by `reset`. Absent: the client holds nothing. */
  readonly epoch?: string | undefined;
  readonly want: Want;
  /** Rows at most; the server may send fewer. */
  readonly limit: number;
}

/**
 * `since`: every change after `rev`, and the marks changed after `marksRev`; too far behind is answered by the newest
 * page (PRO-12). `newest`: the newest messages, and every other row changed after `sinceRev`. `before`, `after`: the
 * messages next to `ord`, without it. `ords`: the messages from `from` to `to`, only those changed after `sinceRev`.
 */
export type Want =
  | { readonly kind: 'since'; readonly rev: number; readonly marksRev: number }
  | { readonly kind: 'newest'; readonly sinceRev: number; readonly marksRev: number }
  | { readonly kind: 'before'; readonly ord: number }
  | { readonly kind: 'after'; readonly ord: number }
  | { readonly kind: 'ords'; readonly from: number; readonly to: number; readonly sinceRev: number };

const wantSchema: z.ZodType<Want> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('since'), rev: countSchema, marksRev: countSchema }),
  z.strictObject({ kind: z.literal('newest'), sinceRev: countSchema, marksRev: countSchema }),
  z.strictObject({ kind: z.literal('before'), ord: countSchema }),
  z.strictObject({ kind: z.literal('after'), ord: countSchema }),
  z.strictObject({ kind: z.literal('ords'), from: countSchema, to: countSchema, sinceRev: countSchema }),
]);

export const pullSchema: z.ZodType<Pull> = z.strictObject({
  type: z.literal('pull'),
  id: countSchema,
  stream: streamSchema,
  epoch: tokenSchema.optional(),
  want: wantSchema,
  limit: z.number().int().min(1).max(10_000),
});
