import { z } from 'zod';
import { MAX_HELLO_CURSORS } from '../limits.ts';
import { countSchema, nameSchema, streamSchema, tokenSchema } from '../primitives.ts';
import type { StreamId } from '../stream.ts';

/** The first frame of a connection, at most 4 KiB. Answered by `welcome`, or by `error` and a close. */
export interface Hello {
  readonly type: 'hello';
  readonly protocol: number;
  readonly token: string;
  /** Stable per installation. */
  readonly device: string;
  /** The session this one replaces: the server drops it, so that a half-open socket does not linger. */
  readonly resume?: string | undefined;
  /** What the client holds of its busiest streams, at most 16: answered by `heads` for those that moved. */
  readonly cursors: readonly HelloCursor[];
}

export interface HelloCursor {
  readonly stream: StreamId;
  readonly epoch: string;
  readonly rev: number;
  readonly marksRev: number;
}

export const helloSchema: z.ZodType<Hello> = z.strictObject({
  type: z.literal('hello'),
  protocol: countSchema,
  token: z.string().max(3072),
  device: nameSchema,
  resume: tokenSchema.optional(),
  cursors: z
    .array(z.strictObject({ stream: streamSchema, epoch: tokenSchema, rev: countSchema, marksRev: countSchema }))
    .max(MAX_HELLO_CURSORS),
});
