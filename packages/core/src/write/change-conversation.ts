import {
  conversationStream,
  type JsonObject,
  MAX_MEMBERS_PER_OP,
  MAX_TTL_MS,
  MIN_TTL_MS,
  type Role,
  userStream,
} from '@tidemark/protocol';
import { checkJson, checkKey, checkName, checkText } from '../model/check-body.ts';
import type { ConversationChange, ConversationSetting } from '../model/conversation.ts';
import { mustWrite } from '../model/must.ts';
import type { Enqueue } from './enqueue.ts';

export type CheckMeta = (meta: JsonObject) => JsonObject;

/** The fields as they are sent: those left out are, null stays. */
export function checkConversation(
  { title, image, meta, ttlMs, history }: ConversationChange,
  checkMeta: CheckMeta,
): JsonObject {
  // Neither null nor absent.
  if (ttlMs != null) {
    const fits = Number.isSafeInteger(ttlMs) && ttlMs >= MIN_TTL_MS && ttlMs <= MAX_TTL_MS;
    mustWrite(fits, 'ttlMs', `a whole number from ${MIN_TTL_MS} to ${MAX_TTL_MS}`, ttlMs);
  }
  if (history != null) mustWrite(history === 'all' || history === 'joined', 'history', '"all" or "joined"', history);
  return {
    ...(title !== undefined && { title: title && checkText('title', title, 256) }),
    ...(image !== undefined && { image: image && checkText('image', image, 2048) }),
    ...(meta !== undefined && { meta: meta && checkJson('meta', checkMeta(meta)) }),
    ...(ttlMs !== undefined && { ttlMs }),
    ...(history !== undefined && { history }),
  };
}

/** Changes what a conversation says of itself; with a `baseRev` only if nobody did since. */
export function changeConversation(
  enqueue: Enqueue,
  id: string,
  body: JsonObject,
  baseRev: number | undefined,
): Promise<void> {
  const stream = conversationStream(id);
  return enqueue({ stream, collection: 'conversation', key: id, kind: 'patch', body, baseRev }).saved;
}

/** Makes users members, or gives them another role; without a role they are none any more. */
export async function setMembers(
  enqueue: Enqueue,
  conversationId: string,
  users: readonly string[],
  role: Role | undefined,
): Promise<void> {
  const stream = conversationStream(checkKey('conversationId', conversationId));
  const keys = [...new Set(users.map((user) => checkName('users', user)))];
  mustWrite(keys.length <= MAX_MEMBERS_PER_OP, 'users', `at most ${MAX_MEMBERS_PER_OP} at once`, keys.length);
  const write = role ? ({ kind: 'put', body: { role } } as const) : ({ kind: 'delete' } as const);
  await Promise.all(keys.map((key) => enqueue({ stream, collection: 'member', key, ...write }).saved));
}

/** Changes how one keeps a conversation oneself. */
export function changeSetting(
  enqueue: Enqueue,
  me: string,
  conversationId: string,
  setting: ConversationSetting,
): Promise<void> {
  const body: Record<string, true | number | null> = {};
  for (const [field, value] of Object.entries(setting)) {
    const fits = typeof value === 'boolean' || (field === 'muted' && Number.isSafeInteger(value) && value >= 0);
    mustWrite(
      value === undefined || fits,
      `setting.${field}`,
      field === 'muted' ? 'a time, or yes or no' : 'yes or no',
      value,
    );
    if (value !== undefined) body[field] = value === false ? null : value;
  }
  const key = checkKey('conversationId', conversationId);
  return enqueue({ stream: userStream(me), collection: 'setting', key, kind: 'patch', body }).saved;
}
