import { z } from 'zod';
import { countSchema, servedIdSchema, streamSchema } from '../primitives.ts';
import type { StreamId } from '../stream.ts';

/** Answers `locate`. */
export interface Located {
  readonly type: 'located';
  readonly re: number;
  readonly stream: StreamId;
  readonly epoch: string;
  /** One past the newest message where all are older than the time asked for. */
  readonly ord: number;
}

export const locatedSchema: z.ZodType<Located> = z.looseObject({
  type: z.literal('located'),
  re: countSchema,
  stream: streamSchema,
  epoch: servedIdSchema,
  ord: countSchema,
});
