import { TidemarkError } from '@tidemark/protocol';
import { createView } from '../observe/create-view.ts';
import type { Observed } from '../observe/observed.ts';
import { asyncDispose } from '../runtime/async-dispose.ts';
import { createFeed } from '../runtime/feed.ts';
import { reportUncaught } from '../runtime/report-error.ts';
import type { SyncStatus } from '../sync/sync-state.ts';
import { createCacheView } from './cache-view.ts';
import type { Client } from './client.ts';
import { createConversations } from './conversations.ts';
import { openEngine } from './engine.ts';
import { createMessages } from './messages.ts';
import { openFeatures } from './open-features.ts';
import type { ClientOptions } from './options.ts';
import { createOutboxView } from './outbox-view.ts';
import { whenFlushed, whenSynced } from './settled.ts';
import { createUsers } from './users.ts';
import { whenShown } from './when-shown.ts';

/**
 * Opens this device's database and starts to keep it in step with the server. Resolves when it can be read and
 * written, whatever the network does. Rejects with `options/invalid`, `storage/…` or `client/other-user`.
 */
export async function createClient(options: ClientOptions): Promise<Client> {
  const errors = createFeed<unknown>();
  errors.subscribe(options.onError ?? reportUncaught);
  const engine = await openEngine(options, errors);
  const features = openFeatures(engine, errors.emit);
  const ended = new AbortController();
  const run = (): Promise<void> => engine.loop.run(ended.signal);
  const { runtime, sources } = engine;
  const running = runtime.idle
    ? whenShown(runtime.idle, runtime.timers, sources.reading, ended.signal).then(run)
    : run();
  let closing: Promise<void> | undefined;

  function observeSync(): Observed<SyncStatus> {
    const { sources, loop } = engine;
    const { observed, invalidate } = createView(sources, {
      compute: loop.status,
      ends: [loop.subscribe(() => invalidate())],
    });
    return observed;
  }

  async function close(): Promise<void> {
    ended.abort(new TidemarkError('client/closed', 'The client was closed', {}));
    for (const observation of engine.sources.open) observation.close();
    engine.drain.close();
    await running;
    await features.close();
    await engine.cache.close();
    await engine.db.close();
  }

  const unlessClosed = (signal: AbortSignal | undefined): AbortSignal =>
    signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;

  const client: Client = {
    get user() {
      return engine.me();
    },
    messages: createMessages(engine),
    conversations: createConversations(engine, options.conversations),
    users: createUsers(engine),
    outbox: createOutboxView(engine),
    sync: { observe: observeSync, pause: engine.loop.pause, resume: engine.loop.resume },
    cache: createCacheView(engine),
    collection: features.use,
    use: features.use,
    whenSynced: (conversationId, { signal } = {}) => whenSynced(engine, unlessClosed(signal), conversationId),
    flush: ({ signal, withinMs } = {}) => whenFlushed(engine, unlessClosed(signal), withinMs),
    newId: engine.newId,
    close: () => {
      closing ??= close();
      return closing;
    },
    [asyncDispose]: () => client.close(),
  };
  return client;
}
