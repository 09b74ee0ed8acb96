import type { ConversationsView } from '@tidemark/core';
import { conversationStream, type MentionBody, type StreamId, userStream } from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import type { Disk } from '../disk.ts';
import type { Invariant } from '../hooks.ts';

/** A badge is a promise: so many messages of others wait there. */
export const UNREAD: Invariant = {
  rule: 'SIM-10',
  name: 'unread and mention counts equal a recount: others’ messages of the server past one’s read mark, as far as is known',
  watch({ server, fail }) {
    const listed = new Map<SimDevice, ConversationsView>();

    function recount(device: SimDevice, disk: Disk, stream: StreamId): number {
      const state = disk.view.states.get(stream);
      const { cursor, head, own } = state ?? {};
      const epoch = cursor?.epoch ?? head?.epoch ?? '';
      const messages = server.history(stream, epoch)?.messages ?? [];
      const newest = Math.max(cursor?.ord ?? 0, head?.ord ?? 0);
      const user = device.user();
      let count = 0;
      for (let ord = (own?.read ?? 0) + 1; ord <= newest; ord++) {
        const author = messages[ord - 1]?.author;
        // Of a head beyond the cursor only the number is known.
        if (author !== user || ord > (cursor?.ord ?? 0)) count++;
      }
      return count;
    }

    /** The server tells mentions in one's own stream; that the device holds what was told is SIM-5. */
    function recountMentions(device: SimDevice, { view }: Disk, id: string): number {
      const { read } = view.states.get(conversationStream(id))?.own ?? { read: 0 };
      let count = 0;
      for (const { key, body } of view.rows.get(userStream(device.user()))?.values() ?? []) {
        if (key[1] !== 'mention') continue;
        const { conversation, ord } = (body as { readonly body: MentionBody }).body;
        if (conversation === id && ord > read) count++;
      }
      return count;
    }

    return {
      listed(device, view) {
        listed.set(device, view);
      },
      opened(device) {
        listed.delete(device);
      },
      settled(device, disk) {
        for (const { id, unread, mentions } of listed.get(device)?.rows ?? []) {
          const expected = recount(device, disk, `conversation:${id}`);
          const expectedMentions = recountMentions(device, disk, id);
          if (mentions !== expectedMentions) {
            fail(`${device.name} shows ${mentions} mentions in ${id}, a recount finds ${expectedMentions}`);
          }
          if (unread !== expected) fail(`${device.name} shows ${unread} unread in ${id}, a recount finds ${expected}`);
        }
      },
    };
  },
};
