/** Keeps messages out of every window, for example those that somebody hid for themselves. */
export interface Veil {
  /** No window shows anything before this is done. */
  readonly ready: Promise<unknown>;
  hides(messageId: string): boolean;
}

export interface Veils {
  add(veil: Veil): void;
  /** What a veil hides is something else now. */
  changed(): void;
  /** All that were added so far. */
  ready(): Promise<unknown>;
  isEmpty(): boolean;
  hides(messageId: string): boolean;
  subscribe(changed: () => void): () => void;
}

export function createVeils(): Veils {
  const veils: Veil[] = [];
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    add(veil) {
      veils.push(veil);
      changed();
    },
    changed,
    ready: () => Promise.all(veils.map((veil) => veil.ready)),
    isEmpty: () => veils.length === 0,
    hides: (messageId) => veils.some((veil) => veil.hides(messageId)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
