import type { Delivery, Message } from '@tidemark/core';

const ORDER: readonly Delivery[] = ['sending', 'sent', 'delivered', 'read'];

/** Every status a message was seen in, in turn. */
export interface DeliveryLog {
  look(rows: readonly Message[]): void;
  /** The statuses of each message by its text. */
  readonly seen: ReadonlyMap<string, readonly Delivery[]>;
  /** Messages seen going backwards, or failed. */
  faults(): readonly string[];
}

export function createDeliveryLog(): DeliveryLog {
  const seen = new Map<string, Delivery[]>();
  return {
    seen,
    look(rows) {
      for (const { body, delivery } of rows) {
        const steps = seen.get(body.text ?? '') ?? [];
        seen.set(body.text ?? '', steps);
        if (steps.at(-1) !== delivery) steps.push(delivery);
      }
    },
    faults: () => [...seen].filter(([, steps]) => !rises(steps)).map(([text, steps]) => `${text}: ${steps.join(' ')}`),
  };
}

/** Only ever sending, sent, delivered, read, in that order. */
export function rises(steps: readonly string[]): boolean {
  const ranks = steps.map((step) => ORDER.indexOf(step as Delivery));
  return ranks.every((rank, i) => rank >= 0 && rank >= (ranks[i - 1] ?? 0));
}
