/** What the device believes of its network: a hint to try now, or not to bother. */
export interface Network {
  isOnline(): boolean;
  /** Calls `changed` after each change; the returned function ends it. */
  subscribe(changed: () => void): () => void;
}
