import { conversationStream } from '@tidemark/protocol';
import type { Invariant } from '../hooks.ts';

/** Who goes to a time stands before the first message of that time or later. */
export const DATES: Invariant = {
  rule: 'SIM-70',
  name: 'the place of a time is before the first message of that time or later, where the device is sure of it',
  watch({ server, fail }) {
    return {
      dated(device, conversationId, at, { ord, isSure }) {
        const stream = conversationStream(conversationId);
        const { cursor, head } = device.disk().view.states.get(stream) ?? {};
        const messages = server.history(stream, cursor?.epoch ?? '')?.messages;
        // A restored server may have answered of a history that the device does not know yet.
        if (!isSure || !messages || server.store().streams.get(stream)?.record.epoch !== cursor?.epoch) return;
        const [before, there] = [messages[ord - 2], messages[ord - 1]];
        if (before && before.at >= at)
          fail(`${device.name} goes to ${stream}@${ord} for ${at}, and @${ord - 1} is of ${before.at}`);
        // A device that is behind, and has not heard of it, knows nothing of what follows.
        const known = Math.max(cursor?.ord ?? 0, head?.epoch === cursor?.epoch ? (head?.ord ?? 0) : 0);
        if (there && ord <= known && there.at < at)
          fail(`${device.name} goes to ${stream}@${ord} for ${at}, which is of ${there.at}`);
      },
    };
  },
};
