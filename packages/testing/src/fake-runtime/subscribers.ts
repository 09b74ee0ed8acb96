/** Functions to call, in the order they came; one added twice is called twice. */
export interface Subscribers<Told> {
  add(told: (value: Told) => void): () => void;
  tell(value: Told): void;
}

export function createSubscribers<Told>(): Subscribers<Told> {
  const entries = new Set<{ readonly told: (value: Told) => void }>();
  return {
    add(told) {
      const entry = { told };
      entries.add(entry);
      return () => {
        entries.delete(entry);
      };
    },
    tell(value) {
      for (const { told } of [...entries]) told(value);
    },
  };
}
