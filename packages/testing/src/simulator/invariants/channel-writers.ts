import type { ConversationBody, MemberBody } from '@tidemark/protocol';
import type { Invariant } from '../hooks.ts';
import { rowIdOf } from '../server-history.ts';

/** Who may read a channel may not for that write there. */
export const CHANNEL_WRITERS: Invariant = {
  rule: 'SIM-68',
  name: 'in a channel only its owner and admins write',
  watch({ server, fail }) {
    return {
      serverCommitted({ sent, rows }) {
        for (const { stream, author, ord } of sent) {
          const found = server.store().streams.get(stream)?.rows;
          const conversation = found?.get(rowIdOf('conversation', stream.slice('conversation:'.length)))?.body;
          if (!conversation || (JSON.parse(conversation) as ConversationBody).kind !== 'channel') continue;
          // Who wrote, and then ceased to be one of them within the same commit.
          if (rows.some((row) => row.stream === stream && row.collection === 'member' && row.key === author)) continue;
          const member = found?.get(rowIdOf('member', author))?.body;
          const role = member ? (JSON.parse(member) as MemberBody).role : undefined;
          if (role !== 'owner' && role !== 'admin') fail(`${stream}@${ord} is by ${author}, who is ${role}`);
        }
      },
    };
  },
};
