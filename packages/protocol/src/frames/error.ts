import { z } from 'zod';
import { countSchema } from '../primitives.ts';
import { type RefusalClass, refusalClassSchema } from './results.ts';

/** A frame or request that could not be served. The connection stays up unless `fatal`. */
export interface ErrorDown {
  readonly type: 'error';
  readonly re?: number | undefined;
  readonly code: string;
  readonly class: RefusalClass;
  /** What was found and what to do, for a developer. */
  readonly message: string;
  readonly retryAfterMs?: number | undefined;
  /** The server closes the connection after this frame. */
  readonly fatal?: true | undefined;
}

export const errorDownSchema: z.ZodType<ErrorDown> = z.looseObject({
  type: z.literal('error'),
  re: countSchema.optional(),
  code: z.string(),
  class: refusalClassSchema,
  message: z.string(),
  retryAfterMs: countSchema.optional(),
  fatal: z.literal(true).optional(),
});
