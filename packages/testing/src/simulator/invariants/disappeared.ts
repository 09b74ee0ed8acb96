import type { Invariant } from '../hooks.ts';
import { linesOf } from './lines-of.ts';

/** What a heartbeat and a commit may take. */
const SLACK_MS = 2_000;
/** After a commit that its disk refused the server tries again. */
const SERVER_RETRY_MS = 10_000;

/** The time of a message is the server's, and all keep to it. */
export const DISAPPEARED: Invariant = {
  rule: 'SIM-58',
  name: 'in the end what is over is deleted and shown nowhere, and what is not is shown',
  watch({ devices, server, settings, nowMs, fail }) {
    const serverMs = (): number => devices[0]?.serverNowMs() ?? 0;
    const isAheadMs = serverMs() - nowMs();
    const hides = settings.features?.includes('hide-message') ?? false;
    let refusedMs = Number.NEGATIVE_INFINITY;

    function leftAtServer(now: number): string | undefined {
      for (const { messages } of server.store().streams.values()) {
        for (const { stream, ord, dueAt = Number.POSITIVE_INFINITY, body } of messages)
          if (body !== null && dueAt < now - SLACK_MS)
            return `the server still has ${stream}@${ord}, which was over ${now - dueAt} ms ago`;
      }
      return undefined;
    }

    return {
      serverRefused() {
        refusedMs = nowMs();
      },
      // What its disk refused to delete is still there until the server tries again, and no longer than that.
      awaits: () => (nowMs() < refusedMs + SERVER_RETRY_MS + SLACK_MS ? leftAtServer(serverMs()) : undefined),
      ended() {
        const now = serverMs();
        // What the time is after the server's clock was set, nobody knows before the next session.
        if (now - nowMs() !== isAheadMs) return;
        const left = leftAtServer(now);
        if (left !== undefined) fail(left);
        for (const device of devices) {
          for (const [id, { window, wanted }] of device.screens()) {
            const rows = window.getSnapshot()?.rows ?? [];
            const over = rows.find(({ expiresAt = Number.POSITIVE_INFINITY }) => expiresAt < now - SLACK_MS);
            if (over) fail(`${device.name} shows ${over.id} in ${id}, whose time was over at ${over.expiresAt}`);
            const shown = new Set(rows.map((row) => row.id));
            for (const line of linesOf(device.disk(), id, wanted, { me: device.user(), hides })) {
              // It made room for newer ones.
              if (rows.length >= wanted && (line.ord ?? Infinity) < (rows[0]?.ord ?? Infinity)) continue;
              if (line.text === undefined || (line.expiresAt ?? 0) <= now + SLACK_MS || shown.has(line.id)) continue;
              fail(`${device.name} does not show ${line.id} in ${id}, whose time is over at ${line.expiresAt} only`);
            }
          }
        }
      },
    };
  },
};
