import { z } from 'zod';
import { countSchema, keySchema } from '../primitives.ts';
import { type MessageBody, messageBodySchema } from './message.ts';

/** `scheduled`, keyed by the id that the message is to have: the server sends it then (PRO-60). */
export interface ScheduledBody {
  readonly conversation: string;
  /** Server time from which it is sent. */
  readonly at: number;
  readonly body: MessageBody;
  /** Written by the server where it could not send it; whatever changes the row takes this away and tries again. */
  readonly failed?: ScheduleFailure | undefined;
}

export interface ScheduleFailure {
  /** The code of the refusal, as of a message pushed at that moment. */
  readonly code: string;
  readonly message: string;
}

const shape = { conversation: keySchema, at: countSchema, body: messageBodySchema };
/** What clients write. */
export const schedulingSchema: z.ZodType<Omit<ScheduledBody, 'failed'>> = z.strictObject(shape);
export const scheduledBodySchema: z.ZodType<ScheduledBody> = z.strictObject({
  ...shape,
  failed: z.strictObject({ code: z.string().min(1), message: z.string() }).optional(),
});
