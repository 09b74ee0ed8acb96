import type { Json } from '@tidemark/protocol';

/** A broadcast to the other tabs of a profile: lossy, unordered against storage, never to oneself. */
export interface Channel {
  post(message: Json): void;
  subscribe(received: (message: Json) => void): () => void;
  close(): void;
}

export type OpenChannel = (name: string) => Channel;
