import type { Network } from '@tidemark/core';
import { createSubscribers } from './subscribers.ts';

/** What a device believes of its network, as a test says. It hints; it carries nothing and cuts nothing. */
export interface FakeNetwork extends Network {
  setOnline(isOnline: boolean): void;
}

/** Creates a network that is online. */
export function createFakeNetwork(): FakeNetwork {
  const subscribers = createSubscribers<void>();
  let isOnline = true;
  return {
    isOnline: () => isOnline,
    subscribe: subscribers.add,
    setOnline(online) {
      if (online === isOnline) return;
      isOnline = online;
      subscribers.tell();
    },
  };
}
