import { z } from 'zod';
import { type JsonObject, jsonObjectSchema } from '../json.ts';
import { MAX_MEMBERS_PER_OP, MAX_TTL_MS, MIN_TTL_MS } from '../limits.ts';
import { countSchema, keySchema, nameSchema, uuid7Schema } from '../primitives.ts';

export type ConversationKind = 'direct' | 'group' | 'channel' | 'thread';
export type Role = 'owner' | 'admin' | 'member';

/** The body of the one row of the collection `conversation` in a conversation's stream. */
export interface ConversationBody {
  readonly kind: ConversationKind;
  readonly title?: string | undefined;
  /** A blob or an address. */
  readonly image?: string | undefined;
  readonly meta?: JsonObject | undefined;
  /** How long messages sent from now on are shown (PRO-59). */
  readonly ttlMs?: number | undefined;
  /** What those who join from now on see of what was said before: `all` when absent (PRO-58). */
  readonly history?: 'all' | 'joined' | undefined;
  /** Of a thread: the conversation, and the message there that it begins with, whose id is its own (PRO-56). */
  readonly parent?: string | undefined;
  readonly root?: string | undefined;
}

/** The body of the op that creates a conversation: its author becomes the owner, `members` the others. */
export interface ConversationCreation extends ConversationBody {
  readonly members: readonly string[];
}

/** The body of a row of the collection `member`, keyed by user, in a conversation's stream. */
export interface MemberBody {
  readonly role: Role;
  /** The member's display name, kept in step with their profile by the server. */
  readonly name?: string | undefined;
  /** The first ord they may see, given by the server where it is not 1 (PRO-58). */
  readonly from?: number | undefined;
}

/** The body of an op that makes its author a member: with the code of an invitation, or of a thread. */
export interface Joining {
  readonly role: 'member';
  readonly invitation?: string | undefined;
}

/** The body of a row of the collection `membership`, keyed by conversation id, in one's user stream. */
export interface MembershipBody {
  readonly role: Role;
}

/** The body of the row `profile` of the collection `profile` in one's user stream. */
export interface ProfileBody {
  readonly name: string;
  /** A blob or an address. */
  readonly image?: string | undefined;
  readonly meta?: JsonObject | undefined;
}

/** The body of a row of the collection `invitation`, keyed by its code. */
export interface InvitationBody {
  /** Server time after which nobody joins with it. */
  readonly expiresAt?: number | undefined;
  /** How many may join with it. */
  readonly uses?: number | undefined;
  /** How many did: counted by the server. */
  readonly used?: number | undefined;
}

/** The body of a row of the collection `thread` in the parent's stream, keyed by the root message's id. */
export interface ThreadBody {
  /** Replies that are not deleted. */
  readonly count: number;
  /** Who replied last, and when. */
  readonly last?: { readonly author: string; readonly at: number } | undefined;
}

const image = z.string().min(1).max(2048).optional();
const meta = jsonObjectSchema.optional();
const conversationShape = {
  kind: z.enum(['direct', 'group', 'channel', 'thread']),
  title: z.string().max(256).optional(),
  image,
  meta,
  ttlMs: z.number().int().min(MIN_TTL_MS).max(MAX_TTL_MS).optional(),
  history: z.enum(['all', 'joined']).optional(),
  parent: keySchema.optional(),
  root: uuid7Schema.optional(),
};
const threadsAlone = {
  fits: ({ kind, parent, root }: ConversationBody): boolean =>
    kind === 'thread' ? parent !== undefined && root !== undefined : parent === undefined && root === undefined,
  message: 'a thread, and nothing else, has a parent and a root',
};
export const roleSchema: z.ZodType<Role> = z.enum(['owner', 'admin', 'member']);
export const conversationBodySchema: z.ZodType<ConversationBody> = z
  .strictObject(conversationShape)
  .refine(threadsAlone.fits, threadsAlone.message);
export const conversationCreationSchema: z.ZodType<ConversationCreation> = z
  .strictObject({ ...conversationShape, members: z.array(nameSchema).max(MAX_MEMBERS_PER_OP) })
  .refine(threadsAlone.fits, threadsAlone.message);
export const memberBodySchema: z.ZodType<MemberBody> = z.strictObject({
  role: roleSchema,
  name: z.string().max(128).optional(),
  from: countSchema.optional(),
});
export const joiningSchema: z.ZodType<Joining> = z.strictObject({
  role: z.literal('member'),
  invitation: keySchema.optional(),
});
export const membershipBodySchema: z.ZodType<MembershipBody> = z.strictObject({ role: roleSchema });
export const profileBodySchema: z.ZodType<ProfileBody> = z.strictObject({
  name: z.string().min(1).max(128),
  image,
  meta,
});
export const invitationBodySchema: z.ZodType<InvitationBody> = z.strictObject({
  expiresAt: countSchema.optional(),
  uses: z.number().int().min(1).optional(),
  used: countSchema.optional(),
});
export const threadBodySchema: z.ZodType<ThreadBody> = z.strictObject({
  count: countSchema,
  last: z.strictObject({ author: nameSchema, at: countSchema }).optional(),
});
