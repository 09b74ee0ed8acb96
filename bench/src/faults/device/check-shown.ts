import type { Message } from '@tidemark/core';
import type { Tell } from './check-stored.ts';

/** In their order. What others wrote is `received`, and stays it. */
const DELIVERIES = ['received', 'sending', 'sent', 'delivered', 'read'];

export interface Shown {
  /** A window as it is shown now. */
  look(rows: readonly Message[]): void;
  /** From now on this message of one's own is to be seen. */
  expect(id: string): void;
}

interface Seen {
  readonly ord?: number | undefined;
  readonly delivery: number;
}

/**
 * Watches a conversation as its user does: what was to be seen stays until newer messages push it out, at its place,
 * and its ticks only grow. `ordOf`: where the device knows its message to stand.
 */
export function createShown(ordOf: (id: string) => number | undefined, tell: Tell): Shown {
  let seen = new Map<string, Seen>();
  let rows: readonly Message[] | undefined;

  /** Whether a message that is not in the window may be above it. */
  function mayBeAbove(id: string, ord: number | undefined): boolean {
    const first = rows?.find((row) => row.ord !== undefined)?.ord ?? 0;
    return (ord ?? ordOf(id) ?? Number.POSITIVE_INFINITY) < first;
  }

  function compare(row: Message, before: Seen, delivery: number): void {
    const { text } = row.body;
    if (delivery < before.delivery) {
      tell('stale', `${text}: from ${DELIVERIES[before.delivery]} back to ${row.delivery}`);
    }
    if (before.ord !== undefined && row.ord !== before.ord)
      tell('reordered', `${text}: from ${before.ord} to ${row.ord}`);
  }

  return {
    look(shown) {
      rows = shown;
      const now = new Map<string, Seen>();
      let last = 0;
      for (const row of shown) {
        const { id, ord = Number.POSITIVE_INFINITY, body } = row;
        const delivery = DELIVERIES.indexOf(row.delivery);
        if (delivery < 0) tell('trouble', `${body.text}: ${row.delivery} ${JSON.stringify(row.failure)}`);
        if (ord < last) tell('reordered', `${body.text}: shown after what stands behind it`);
        last = ord;
        const before = seen.get(id);
        if (before) compare(row, before, delivery);
        now.set(id, { ord: row.ord, delivery });
      }
      for (const [id, { ord }] of seen) {
        if (!now.has(id) && !mayBeAbove(id, ord)) tell('stale', `${id}: was shown and vanished`);
      }
      seen = now;
    },
    expect(id) {
      if (rows === undefined || seen.has(id) || mayBeAbove(id, undefined)) return;
      tell('stale', `${id}: acknowledged and not to be seen`);
    },
  };
}
