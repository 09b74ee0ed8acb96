import type { Delivery, Message } from '@tidemark/core';
import type { StreamId } from '@tidemark/protocol';
import { type Disk, marksOf } from '../disk.ts';
import type { Invariant } from '../hooks.ts';

/**
 *   sending ─▶ sent ─▶ delivered ─▶ read
 *     │ ▲        ▲
 *     ▼ │        │   (an `ok` is believed whenever it comes)
 *    failed ─────┘
 */
const NEXT: Readonly<Record<Delivery, readonly Delivery[]>> = {
  sending: ['sent', 'delivered', 'read', 'failed'],
  failed: ['sending', 'sent', 'delivered', 'read'],
  sent: ['delivered', 'read'],
  delivered: ['read'],
  read: [],
  received: [],
};

interface Seen {
  readonly message: Message;
  readonly epoch: string | undefined;
}

const isAlone = ({ view }: Disk, stream: StreamId, me: string): boolean =>
  Object.keys(marksOf(view, stream)).every((user) => user === me);

/** Ticks never go back, whichever screen or process of the device shows them. */
export const STATUS_GRAPH: Invariant = {
  rule: 'SIM-8',
  name: 'the status of a message moves only forward; it is failed only after a definite refusal',
  watch({ fail }) {
    const seen = new Map<Disk, Map<string, Seen>>();
    return {
      shown(device, conversationId, { rows }) {
        const disk = device.disk();
        const before = seen.get(disk) ?? new Map<string, Seen>();
        seen.set(disk, before);
        const stream: StreamId = `conversation:${conversationId}`;
        const { cursor, head, resetTo, gone } = disk.view.states.get(stream) ?? {};
        // Also one that is only heard of: what it has not confirmed goes again.
        const epoch = [cursor?.epoch, head?.epoch, resetTo].join();
        for (const message of rows) {
          const last = before.get(message.id);
          if (last?.message === message) continue;
          before.set(message.id, { message, epoch });
          const [from, to] = [last?.message.delivery, message.delivery];
          if (to === 'failed' && disk.view.outbox.get(message.id)?.ended === undefined) {
            fail(`${device.name} shows ${message.id} as failed, and its end is not known`);
          }
          // What a new history lost is sent again, and who had it then is not who has it now.
          if (!last || from === to || from === undefined || last.epoch !== epoch || NEXT[from].includes(to)) continue;
          // Of what one sees no more, the server may have lost what it confirmed: that goes again (STR-43).
          if (to === 'sending' && from === 'sent' && gone) continue;
          // Who is alone has nobody to deliver to (VIE-5).
          if (to === 'sent' && isAlone(disk, stream, device.user())) continue;
          fail(`${device.name} shows ${message.id} as ${to}, after ${from}`);
        }
      },
      wiped(_device, disk) {
        seen.delete(disk);
      },
    };
  },
};
