import type { Channel } from '@tidemark/core';
import type { Json } from '@tidemark/protocol';
import { createSubscribers, type Subscribers } from './subscribers.ts';

/** Broadcasts among the channels of one name, as BroadcastChannel does: later, as a copy, never to the sender. */
export interface ChannelHub {
  open(owner: object, name: string): Channel;
  /** Closes every channel of `owner`. */
  release(owner: object): void;
}

interface OpenEnd {
  readonly owner: object;
  readonly name: string;
  readonly subscribers: Subscribers<Json>;
}

export function createChannelHub(): ChannelHub {
  const ends = new Set<OpenEnd>();
  return {
    open(owner, name) {
      const own: OpenEnd = { owner, name, subscribers: createSubscribers<Json>() };
      ends.add(own);
      return {
        post(message) {
          if (!ends.has(own)) return;
          const text = JSON.stringify(message);
          const others = [...ends].filter((end) => end !== own && end.name === name);
          queueMicrotask(() => {
            for (const end of others) if (ends.has(end)) end.subscribers.tell(JSON.parse(text));
          });
        },
        subscribe: own.subscribers.add,
        close() {
          ends.delete(own);
        },
      };
    },
    release(owner) {
      for (const end of [...ends]) if (end.owner === owner) ends.delete(end);
    },
  };
}
