import type { ConversationBody } from '@tidemark/protocol';

/** What the rules look at of a conversation's row; nothing of a stream without one. */
export type Settings = Partial<Pick<ConversationBody, 'kind' | 'history' | 'ttlMs'>>;

export const NO_SETTINGS: Settings = {};

export function settingsOf(body: string | null | undefined): Settings {
  if (!body) return NO_SETTINGS;
  const { kind, history, ttlMs } = JSON.parse(body) as ConversationBody;
  return { kind, history, ttlMs };
}
