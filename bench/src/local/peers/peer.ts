/** A local database that people would use instead. Its adapter is as short as the peer's own documentation has it. */
export interface Peer {
  /** One write, as for what arrived together. Resolves when the peer says that it is done. */
  put(messages: readonly PeerMessage[], conversations: readonly PeerConversation[]): Promise<unknown>;
  /** Gives every message of a conversation the status 2. */
  markRead(conversation: string): Promise<unknown>;
  /** Tells the newest 50 messages, oldest first: as they are, and whenever they change. */
  watch(conversation: string, told: (rows: readonly PeerMessage[]) => void): void;
  /** Tells the 100 conversations, the latest first, in the same way. */
  watchList(told: (rows: readonly PeerConversation[]) => void): void;
  close(): Promise<unknown>;
}

/** What an adapter exports as `openPeer`. */
export type OpenPeer = (name: string) => Peer | Promise<Peer>;

/** When what it calls done is stored. Only what is stored at once has our durability. */
export type Stores = 'at once' | 'later' | 'never';

export interface PeerMessage {
  readonly id: string;
  readonly conversation: string;
  readonly ord: number;
  readonly author: string;
  readonly at: number;
  readonly status: number;
  readonly text: string;
}

export interface PeerConversation {
  readonly id: string;
  readonly title: string;
  readonly at: number;
  readonly last: string;
  readonly unread: number;
}
