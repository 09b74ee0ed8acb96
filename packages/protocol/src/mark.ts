import { z } from 'zod';
import { countSchema, servedIdSchema } from './primitives.ts';

/** One member's watermarks in a conversation, each an ord. Merged by max; neither ever falls. */
export interface Mark {
  readonly user: string;
  readonly delivered: number;
  readonly read: number;
}

export const markSchema: z.ZodType<Mark> = z.looseObject({
  user: servedIdSchema,
  delivered: countSchema,
  read: countSchema,
});
