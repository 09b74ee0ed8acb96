import { z } from 'zod';
import { type JsonObject, jsonObjectSchema } from '../json.ts';
import { MAX_ATTACHMENTS, MAX_MENTIONS } from '../limits.ts';
import { countSchema, keySchema, nameSchema, uuid7Schema } from '../primitives.ts';
import { type Attachment, attachmentSchema } from './attachment.ts';

/** The body of a row of the collection `message`. */
export interface MessageBody {
  /** How to show it: `text` when absent, `image`, `video`, `file`, `system`, or the app's own. */
  readonly kind?: string | undefined;
  readonly text?: string | undefined;
  /** At most 32. Their bytes travel elsewhere. */
  readonly attachments?: readonly Attachment[] | undefined;
  /** The id of the message it answers, in the same conversation. */
  readonly replyTo?: string | undefined;
  /** The users it names, at most 50: the members among them are told in their own streams (PRO-55). */
  readonly mentions?: readonly string[] | undefined;
  /** Where it was first said. Nobody checks it: it is the sender's word. */
  readonly forwarded?: Forwarded | undefined;
  /** The app's own fields, stored and forwarded as they are. */
  readonly meta?: JsonObject | undefined;
}

export interface Forwarded {
  readonly conversation: string;
  readonly id: string;
  readonly author: string;
  /** Server time at which it was first said. */
  readonly at?: number | undefined;
}

export const messageBodySchema: z.ZodType<MessageBody> = z.strictObject({
  kind: z.string().min(1).max(32).optional(),
  text: z.string().optional(),
  attachments: z.array(attachmentSchema).max(MAX_ATTACHMENTS).optional(),
  replyTo: uuid7Schema.optional(),
  mentions: z.array(nameSchema).max(MAX_MENTIONS).optional(),
  forwarded: z
    .strictObject({ conversation: keySchema, id: uuid7Schema, author: nameSchema, at: countSchema.optional() })
    .optional(),
  meta: jsonObjectSchema.optional(),
});
