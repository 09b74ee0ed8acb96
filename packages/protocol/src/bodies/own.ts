import { z } from 'zod';
import { type JsonObject, jsonObjectSchema } from '../json.ts';
import { countSchema, keySchema, nameSchema, uuid7Schema } from '../primitives.ts';

/** `setting`, keyed by conversation: how one keeps it. What is absent is not so. */
export interface SettingBody {
  /** For ever, or until a server time. */
  readonly muted?: true | number | undefined;
  readonly archived?: true | undefined;
  readonly pinned?: true | undefined;
  /** Marked as unread. */
  readonly unread?: true | undefined;
}

/** `draft`, keyed by conversation: what one has begun to write. */
export interface DraftBody {
  readonly text?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly meta?: JsonObject | undefined;
}

/** `hidden`, keyed by message id: deleted for oneself. */
export interface HiddenBody {
  readonly conversation: string;
  readonly ord: number;
}

/** `block`, keyed by user. */
export type BlockBody = Readonly<Record<string, never>>;

/** `mention`, keyed by message id: written by the server where one was named (PRO-55). */
export interface MentionBody {
  readonly conversation: string;
  readonly ord: number;
  readonly author: string;
}

const yes = z.literal(true).optional();
export const settingBodySchema: z.ZodType<SettingBody> = z.strictObject({
  muted: z.union([z.literal(true), countSchema]).optional(),
  archived: yes,
  pinned: yes,
  unread: yes,
});
export const draftBodySchema: z.ZodType<DraftBody> = z.strictObject({
  text: z.string().optional(),
  replyTo: uuid7Schema.optional(),
  meta: jsonObjectSchema.optional(),
});
export const hiddenBodySchema: z.ZodType<HiddenBody> = z.strictObject({ conversation: keySchema, ord: countSchema });
export const blockBodySchema: z.ZodType<BlockBody> = z.strictObject({});
export const mentionBodySchema: z.ZodType<MentionBody> = z.strictObject({
  conversation: keySchema,
  ord: countSchema,
  author: nameSchema,
});
