import { z } from 'zod';
import { countSchema, servedIdSchema, streamSchema } from '../primitives.ts';
import { type Row, rowSchema } from '../row.ts';
import type { StreamId } from '../stream.ts';

/** What became of pushed ops. */
export interface Results {
  readonly type: 'results';
  readonly results: readonly Result[];
}

export type Result =
  | { readonly opId: string; readonly ok: Committed }
  | { readonly opId: string; readonly error: Refusal };

/** Sent only after the durable commit. */
export interface Committed {
  readonly stream: StreamId;
  readonly epoch: string;
  /** The op's changes in its stream are those after `from` (default `rev - 1`) up to `rev`. */
  readonly rev: number;
  readonly from?: number | undefined;
  readonly ord?: number | undefined;
  readonly at: number;
  /** The rows those changes left, unless they are the one row the op itself describes. */
  readonly rows?: readonly Row[] | undefined;
  /** The op was committed before; this repeats where. Carries no rows, and says nothing about newer changes. */
  readonly duplicate?: true | undefined;
}

/**
 * `retry`: the same op may succeed later. `permanent`: it never will. `auth`: it needs other credentials.
 * `conflict`: the row moved; `row` is the server's.
 */
export type RefusalClass = 'retry' | 'permanent' | 'auth' | 'conflict';

export interface Refusal {
  readonly code: string;
  readonly class: RefusalClass;
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
  readonly row?: Row | undefined;
}

export const refusalClassSchema: z.ZodType<RefusalClass> = z.enum(['retry', 'permanent', 'auth', 'conflict']);

// Exactly one of the two: an entry that says both is malformed, though other fields it may have are ignored.
const resultSchema: z.ZodType<Result> = z.union([
  z.looseObject({
    opId: servedIdSchema,
    ok: z.looseObject({
      stream: streamSchema,
      epoch: servedIdSchema,
      rev: countSchema,
      from: countSchema.optional(),
      ord: countSchema.optional(),
      at: countSchema,
      rows: z.array(rowSchema).optional(),
      duplicate: z.literal(true).optional(),
    }),
    error: z.never().optional(),
  }),
  z.looseObject({
    opId: servedIdSchema,
    error: z.looseObject({
      code: z.string(),
      class: refusalClassSchema,
      message: z.string(),
      retryAfterMs: countSchema.optional(),
      row: rowSchema.optional(),
    }),
    ok: z.never().optional(),
  }),
]);

export const resultsSchema: z.ZodType<Results> = z.looseObject({
  type: z.literal('results'),
  results: z.array(resultSchema),
});
