import { presence, type SyncStatus, typing, type UserPresence } from '@tidemark/core';
import { useMemo } from 'react';
import { useProvided } from './client-context.ts';
import { useShared } from './use-observed.ts';

const NO_CLIENT: SyncStatus = { kind: 'offline', why: ['no-client'] };
const UNKNOWN: UserPresence = { state: 'unknown' };
const NOBODY: readonly string[] = [];

/** Where the sync engine stands; offline for the reason `no-client` while the provider has none. */
export function useSyncStatus(): SyncStatus {
  return useShared(useSyncStatus, [], (client) => client.sync.observe(), {})[0] ?? NO_CLIENT;
}

/** Whether somebody is there. An app that uses it says that its own user is. */
export function usePresence(userId: string): UserPresence {
  const [view = UNKNOWN] = useShared(presence, [userId], (client) => client.use(presence).observe(userId), {});
  return view;
}

export interface TypingResult {
  /** Who of the others writes now; who began first stands first. */
  readonly users: readonly string[];
  /** One writes: call it at every key. */
  readonly set: () => void;
  /** One stopped without sending. */
  readonly stop: () => void;
}

/**
 * Who writes in a conversation, and to say that one does.
 *
 * @example
 * const { users, set } = useTyping(conversationId);
 */
export function useTyping(conversationId: string): TypingResult {
  const client = useProvided();
  const [users = NOBODY] = useShared(typing, [conversationId], (c) => c.use(typing).observe(conversationId), {});
  return useMemo(() => {
    const tell = (what: 'set' | 'stop') => () => client?.use(typing)[what](conversationId);
    return { users, set: tell('set'), stop: tell('stop') };
  }, [client, conversationId, users]);
}
