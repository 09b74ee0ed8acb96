import { z } from 'zod';
import { type Summary, summarySchema } from '../head.ts';
import { countSchema } from '../primitives.ts';

/** Answers `list`. */
export interface Summaries {
  readonly type: 'summaries';
  readonly re: number;
  readonly summaries: readonly Summary[];
  /** Nothing older follows. */
  readonly done: boolean;
  /** Server time before which every change is included: the next `since`. */
  readonly asOf: number;
}

export const summariesSchema: z.ZodType<Summaries> = z.looseObject({
  type: z.literal('summaries'),
  re: countSchema,
  summaries: z.array(summarySchema),
  done: z.boolean(),
  asOf: countSchema,
});
