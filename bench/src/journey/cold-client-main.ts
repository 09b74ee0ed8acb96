import { openClient } from './open-client.ts';

/** Opens a client and tells the milliseconds until the newest messages and the list are there. */

const [path = '', conversation = ''] = process.argv.slice(2);
const startMs = performance.now();
const client = await openClient('ann', path);
const list = client.conversations.observe({ limit: 100 });
const window = client.messages.observe(conversation, { limit: 50 });
const until = async (isThere: () => boolean, changes: AsyncIterable<unknown>): Promise<void> => {
  for await (const _ of changes) if (isThere()) return;
};
await Promise.all([
  until(() => list.getSnapshot()?.rows.length === 100, list),
  until(() => window.getSnapshot()?.rows.length === 50, window),
]);
process.send?.(performance.now() - startMs);
await client.close();
process.disconnect?.();
