import { conversationStream } from '@tidemark/protocol';
import type { Invariant } from '../hooks.ts';
import { PRIVATE } from '../plan.ts';

/** Who reads privately is known to have read what they answered, and no more. */
export const PRIVATE_READING: Invariant = {
  rule: 'SIM-67',
  name: 'where people read privately, nobody else is told how far, beyond what they wrote themselves',
  watch({ server, settings, fail }) {
    if (!settings.features?.includes('read-privately')) return {};
    const stream = conversationStream(PRIVATE);
    /** By history and user: how far others may know them to have read. */
    const known = new Map<string, number>();
    const at = (user: string): string => `${server.store().streams.get(stream)?.record.epoch}\n${user}`;
    return {
      serverCommitted({ sent, marks, rows }) {
        for (const row of sent) if (row.stream === stream) known.set(at(row.author), row.ord ?? 0);
        for (const { stream: of, mark } of marks) {
          if (of !== stream) continue;
          // A member begins at the head.
          const isNew = rows.some(
            ({ stream: in_, collection, key }) => in_ === stream && collection === 'member' && key === mark.user,
          );
          if (isNew) known.set(at(mark.user), Math.max(mark.read, known.get(at(mark.user)) ?? 0));
          const most = known.get(at(mark.user)) ?? 0;
          if (mark.read > most)
            fail(`${mark.user} reads ${stream} privately, and others are told @${mark.read}, not @${most}`);
        }
      },
      serverRestarted() {
        for (const { user, read } of server.store().streams.get(stream)?.marks.values() ?? [])
          known.set(at(user), Math.max(read, known.get(at(user)) ?? 0));
      },
    };
  },
};
