import { conversationStream } from '@tidemark/protocol';
import type { Invariant } from '../hooks.ts';
import { visibleFrom } from '../server-access.ts';

/** In the end everybody is told who has got a message of theirs, and who has read it. */
export const RECEIPTS_EQUAL: Invariant = {
  rule: 'SIM-69',
  name: "in the end who has a message and who has read it is what a recount of the members' marks gives, and was told",
  watch({ devices, server, fail }) {
    return {
      ended() {
        const store = server.store();
        for (const device of devices) {
          for (const { observed, last, conversationId, ord } of device.views()?.receipts.values() ?? []) {
            const stream = conversationStream(conversationId);
            const now = observed.getSnapshot();
            if (now !== last) fail(`${device.name} shows other receipts of ${stream}@${ord}, and told nobody`);
            const found = store.streams.get(stream);
            const { cursor, gone } = device.disk().view.states.get(stream) ?? {};
            const isHers = visibleFrom(store, stream, device.user()) !== undefined && cursor && !gone;
            if (!found || !now || !isHers) continue;
            const reached = (which: 'delivered' | 'read'): string =>
              [...found.marks.values()]
                .filter((mark) => mark.user !== device.user() && mark[which] >= ord)
                .map(({ user }) => user)
                .filter((user) => visibleFrom(store, stream, user) !== undefined)
                .sort()
                .join(' ');
            const [shown, counted] = [
              [now.deliveredTo.join(' '), now.readBy.join(' ')],
              [reached('delivered'), reached('read')],
            ];
            if (shown.join(' / ') !== counted.join(' / '))
              fail(`${device.name} shows of ${stream}@${ord} ${shown.join(' / ')}, a recount ${counted.join(' / ')}`);
          }
        }
      },
    };
  },
};
