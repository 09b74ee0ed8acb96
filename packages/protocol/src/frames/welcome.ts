import { z } from 'zod';
import { countSchema, servedIdSchema } from '../primitives.ts';

/** Answers `hello`: from here on the session is subscribed to its user's streams. */
export interface Welcome {
  readonly type: 'welcome';
  readonly protocol: number;
  readonly session: string;
  /** The id of the server's history. A `list` watermark taken under another one is worth nothing. */
  readonly epoch: string;
  /** Server time in milliseconds since 1970, for display. */
  readonly time: number;
  readonly user: string;
  readonly limits: Limits;
}

export interface Limits {
  /** Bytes of one WebSocket message from client to server. */
  readonly frameBytes: number;
  readonly opsPerPush: number;
  /** Bytes of one op's body as JSON. */
  readonly bodyBytes: number;
  /** The client pings at this interval; either side may drop a peer silent for twice as long. */
  readonly heartbeatMs: number;
  /** A `since` pull further behind than this many revs is answered by the newest page. */
  readonly catchUpRevs: number;
}

export const welcomeSchema: z.ZodType<Welcome> = z.looseObject({
  type: z.literal('welcome'),
  protocol: countSchema,
  session: servedIdSchema,
  epoch: servedIdSchema,
  time: countSchema,
  user: servedIdSchema,
  limits: z.looseObject({
    frameBytes: countSchema,
    opsPerPush: countSchema,
    bodyBytes: countSchema,
    heartbeatMs: countSchema,
    catchUpRevs: countSchema,
  }),
});
