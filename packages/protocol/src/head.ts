import { z } from 'zod';
import { countSchema, servedIdSchema, streamSchema } from './primitives.ts';
import { type Row, rowSchema } from './row.ts';
import type { StreamId } from './stream.ts';

/** A stream's newest state, as the server knows it. */
export interface Head {
  readonly stream: StreamId;
  readonly epoch: string;
  readonly rev: number;
  readonly ord: number;
  readonly marksRev: number;
  /** Server time of the last change. */
  readonly at: number;
}

const headShape = {
  stream: streamSchema,
  epoch: servedIdSchema,
  rev: countSchema,
  ord: countSchema,
  marksRev: countSchema,
  at: countSchema,
};

export const headSchema: z.ZodType<Head> = z.looseObject(headShape);

/** A head with what a conversation list shows of it: the conversation's row, its newest message, one's own marks. */
export interface Summary extends Head {
  readonly rows: readonly Row[];
  readonly delivered: number;
  readonly read: number;
}

export const summarySchema: z.ZodType<Summary> = z.looseObject({
  ...headShape,
  rows: z.array(rowSchema),
  delivered: countSchema,
  read: countSchema,
});
