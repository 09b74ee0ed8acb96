/** The newest so many of what was put in. */
export interface Ring<Item> {
  push(item: Item): void;
  /** Oldest first. */
  items(): readonly Item[];
  clear(): void;
}

export function createRing<Item>(limit: number): Ring<Item> {
  const slots: Item[] = [];
  let next = 0;
  return {
    push(item) {
      slots[next] = item;
      next = (next + 1) % limit;
    },
    items: () => (slots.length < limit ? [...slots] : [...slots.slice(next), ...slots.slice(0, next)]),
    clear() {
      slots.length = 0;
      next = 0;
    },
  };
}
