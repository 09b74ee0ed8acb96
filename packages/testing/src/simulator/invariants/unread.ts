import type { ConversationsView } from '@tidemark/core';
import { conversationStream, type MentionBody, type StreamId, userStream } from '@tidemark/protocol';
import type { StoredRow } from '@tidemark/server-reference/embed';
import type { SimDevice } from '../device.ts';
import type { Disk } from '../disk.ts';
import type { Invariant } from '../hooks.ts';

/** A badge is a promise: so many messages of others wait there. */
export const UNREAD: Invariant = {
  rule: 'SIM-10',
  name: 'unread and mention counts equal a recount: others’ messages of the server past one’s read mark, as far as is known',
  watch({ server, fail }) {
    const listed = new Map<SimDevice, ConversationsView>();
    const parsed = new WeakMap<StoredRow, MentionBody>();

    function mentionOf(row: StoredRow, body: string): MentionBody {
      const mention = parsed.get(row) ?? (JSON.parse(body) as MentionBody);
      parsed.set(row, mention);
      return mention;
    }

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

    /** The server tells mentions in one's own stream: up to its cursor the device knows them. */
    function recountMentions(device: SimDevice, disk: Disk, id: string): number {
      const { cursor } = disk.view.states.get(userStream(device.user())) ?? {};
      const { read } = disk.view.states.get(conversationStream(id))?.own ?? { read: 0 };
      if (!cursor) return 0;
      let count = 0;
      for (const row of server.history(userStream(device.user()), cursor.epoch)?.rows.values() ?? []) {
        if (row.collection !== 'mention' || row.rev > cursor.rev || row.body === null) continue;
        const body = mentionOf(row, row.body);
        if (body.conversation === id && body.ord > read) count++;
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
