import type { Devices } from '../stage.ts';

/** Texts `first` and on, so many, from each device that sends; `stored`: what the receiver holds of others by then. */
export interface Sending {
  readonly first: number;
  readonly count: number;
  readonly stored: number;
}

/** Milliseconds from the first `send` until the receiver has stored all and shows the last; resolves when all is confirmed. */
export async function timeSending(senders: Devices, receiver: Devices, sending: Sending): Promise<number> {
  const { first, count, stored } = sending;
  const arrived = receiver.ask<number>({ do: 'await', stored, shown: first + count - 1 });
  const [begunMs = Number.NaN] = await senders.ask<readonly number[]>({ do: 'send', first, count });
  const tookMs = (await arrived) - begunMs;
  await senders.ask({ do: 'flush' });
  return tookMs;
}

/** Milliseconds from the return of who was away until it has stored all of so many messages and shows the last. */
export async function timeReturn(receiver: Devices, total: number): Promise<number> {
  const arrived = receiver.ask<number>({ do: 'await', stored: total, shown: total - 1 });
  const backMs = await receiver.ask<number>({ do: 'come-back' });
  return (await arrived) - backMs;
}
