import { roomCode } from '../cache/cache-limit.ts';
import { type Deferred, deferred } from '../runtime/deferred.ts';

/** What speaks with the server, and does to the database what the server says. */
export const talkCode: Deferred<typeof import('../sync/talk.ts')> = /* @__PURE__ */ deferred(
  () => import('../sync/talk.ts'),
);

/**
 * Fetches the code that is otherwise fetched when it is first needed: with the first connection, and when the cache is
 * over its limit. An app that is to work offline after its first visit, and whose service worker does not keep every
 * chunk, calls it while it is online. Rejects with `client/code-missing`; what was fetched stays.
 */
export async function preload(): Promise<void> {
  await Promise.all([talkCode(), roomCode()]);
}
