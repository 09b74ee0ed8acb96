import type { Collection, CollectionRepository } from '../observe/collection-repository.ts';
import type { Observed } from '../observe/observed.ts';
import type { SyncStatus } from '../sync/sync-state.ts';
import type { CacheView } from './cache-view.ts';
import type { Conversations } from './conversations.ts';
import type { Feature } from './feature.ts';
import type { Messages } from './messages.ts';
import type { OutboxView } from './outbox-view.ts';
import type { Users } from './users.ts';

/** One device of one user: reads and writes its own database, and keeps it in step with the server. */
export interface Client extends AsyncDisposable {
  /** The signed-in user, once known. */
  readonly user: string | undefined;
  readonly messages: Messages;
  readonly conversations: Conversations;
  readonly users: Users;
  readonly outbox: OutboxView;
  readonly sync: SyncView;
  readonly cache: CacheView;
  /** The rows of a collection made by `defineCollection`. */
  collection<Value extends object>(defined: Collection<Value>): CollectionRepository<Value>;
  /**
   * What an app may do without, and then does not carry: reactions, pins, drafts and the like. Opened at the first call,
   * the same from then on, closed with the client.
   *
   * @example
   * client.use(reactions).add(conversationId, messageId, '👍');
   */
  use<Api>(feature: Feature<Api>): Api;
  /** Resolves when the device holds what the server has, of one conversation or of all, and owes it nothing. */
  whenSynced(conversationId?: string, options?: { signal?: AbortSignal | undefined }): Promise<void>;
  /** Resolves when every op is confirmed or failed. Rejects with `outbox/unflushed` where that takes longer than allowed. */
  flush(options?: { signal?: AbortSignal | undefined; withinMs?: number | undefined }): Promise<void>;
  /** A new id, for a message or a conversation that is to be referred to before it is written. */
  newId(): string;
  /** Ends observations, closes the connection and the storage. What is unsent stays in the outbox. */
  close(): Promise<void>;
}

export interface SyncView {
  observe(): Observed<SyncStatus>;
  /** Goes and stays offline for a reason of yours; the reasons add up. */
  pause(reason: string): void;
  /** Takes a reason away, and tries at once if none is left; so a refused client tries again with its new token. */
  resume(reason: string): void;
}
