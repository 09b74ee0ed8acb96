import { conversationStream } from '@tidemark/protocol';
import type { CacheUsage, Eviction } from '../cache/eviction.ts';
import { checkKey } from '../model/check-body.ts';
import type { Engine } from './engine.ts';

/** The room this device gives to what the server has, too. */
export interface CacheView {
  /** How much is held here now, measured when asked. */
  usage(): Promise<CacheUsage>;
  /**
   * Makes room now: takes the messages of one conversation, or of all, that may go. Unread ones, the newest page, what
   * is shown, and everything that is not on the server stay. Resolves with what went.
   */
  clear(conversationId?: string): Promise<Eviction>;
}

export function createCacheView({ cache }: Engine): CacheView {
  return {
    usage: cache.usage,
    async clear(conversationId) {
      if (conversationId === undefined) return cache.clear();
      return cache.clear(conversationStream(checkKey('conversationId', conversationId)));
    },
  };
}
