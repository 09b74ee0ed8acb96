import { z } from 'zod';
import { countSchema, streamSchema } from '../primitives.ts';
import { type Row, rowSchema } from '../row.ts';
import type { StreamId } from '../stream.ts';

/** Answers `find`. */
export interface Found {
  readonly type: 'found';
  readonly re: number;
  /** Newest first. */
  readonly hits: readonly FoundMessage[];
  /** Present where more follow. */
  readonly next?: string | undefined;
  /** False while the server has not yet looked at all messages; it is worth asking again later. */
  readonly complete: boolean;
}

export interface FoundMessage {
  readonly stream: StreamId;
  readonly row: Row;
}

export const foundSchema: z.ZodType<Found> = z.looseObject({
  type: z.literal('found'),
  re: countSchema,
  hits: z.array(z.looseObject({ stream: streamSchema, row: rowSchema })),
  next: z.string().optional(),
  complete: z.boolean(),
});
