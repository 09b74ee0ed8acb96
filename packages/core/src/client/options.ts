import { parseStream, type StreamId } from '@tidemark/protocol';
import type { Eviction } from '../cache/eviction.ts';
import type { StorageAdapter } from '../local-db/storage-adapter.ts';
import { isName, NAME } from '../model/check-body.ts';
import type { StandardSchema } from '../model/collection.ts';
import { mustOption as must } from '../model/must.ts';
import type { PacePolicy } from '../outbox/pace.ts';
import type { DeviceRuntime } from '../runtime/device-runtime.ts';
import type { Transport } from '../transport/transport.ts';

export interface ClientOptions {
  /** Where this device keeps its data. Opened by the client, closed with it. */
  readonly storage: StorageAdapter;
  readonly transport: Transport;
  /** The token for the next connection; asked again at every connection. */
  readonly auth: () => string | Promise<string>;
  /** The user this database is for. Known offline from the first run when given; checked when the server says it. */
  readonly user?: string | undefined;
  readonly conversations?: ConversationOptions | undefined;
  readonly sync?: SyncOptions | undefined;
  readonly outbox?: OutboxOptions | undefined;
  readonly cache?: CacheOptions | undefined;
  /** Told of what happens in the background and is no answer to a call: refused storage, unreadable rows. */
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly runtime?: DeviceRuntime | undefined;
}

export interface ConversationOptions {
  /** Checks the `meta` of conversations as it is written here. Validation must not be asynchronous. */
  readonly meta?: StandardSchema<object> | undefined;
}

export interface SyncOptions {
  /** How many of the most recently active conversations are held without being opened. Default 20. */
  readonly prefetch?: number | undefined;
  /** Messages a page. Default 50. */
  readonly pageSize?: number | undefined;
  /** Conversations in which nobody is told what one has read, but one's own devices. Asked each time. Default: none. */
  readonly isReadPrivately?: ((conversationId: string) => boolean) | undefined;
  /** Fetch the whole history of every conversation, oldest gaps last. Default false. */
  readonly backfill?: boolean | undefined;
}

export interface OutboxOptions {
  /** What a refused message does to the later ones of its conversation. Default `block`. */
  readonly onFailure?: 'block' | 'skip' | undefined;
  /** The ceiling of the first wait. Default 500. */
  readonly retryBaseMs?: number | undefined;
  /** The ceiling of any wait. Default 30,000. */
  readonly retryMaxMs?: number | undefined;
  /** Ops a second that go out, on average; more wait, and nothing fails. 0: no limit. Default 10. */
  readonly ratePerSecond?: number | undefined;
  /** Ops that go out at once after a rest. Default 200. */
  readonly burst?: number | undefined;
}

export interface CacheOptions {
  /**
   * How much this device holds before the oldest messages of the conversations opened longest ago go. They come back
   * when somebody looks at them. 0 or Infinity: no limit. Default 100 MB.
   */
  readonly limitBytes?: number | undefined;
  /** Conversations of which nothing goes. */
  readonly isPinned?: ((conversationId: string) => boolean) | undefined;
  /** Told what went, each time. */
  readonly onEvicted?: ((eviction: Eviction) => void) | undefined;
}

/** What the engine works with: every default filled in. */
export interface Settings {
  readonly prefetch: number;
  readonly pageSize: number;
  readonly backfill: boolean;
  readonly isReadPrivately: (stream: StreamId) => boolean;
  readonly skipFailed: boolean;
  readonly backoff: { readonly baseMs: number; readonly maxMs: number };
  readonly pace: PacePolicy;
  readonly cache: Required<{ [Option in keyof CacheOptions]: NonNullable<CacheOptions[Option]> }>;
}

/** Fills the defaults in. Throws `options/invalid` for what does not fit. */
export function settingsOf({ user, sync = {}, outbox = {}, cache = {} }: ClientOptions): Settings {
  must(user === undefined || isName(user), 'user', NAME, user);
  const { onFailure = 'block' } = outbox;
  must(onFailure === 'block' || onFailure === 'skip', 'outbox.onFailure', '"block" or "skip"', onFailure);
  const { limitBytes = 100_000_000 } = cache;
  must(typeof limitBytes === 'number' && limitBytes >= 0, 'cache.limitBytes', 'a number from 0', limitBytes);
  const prefetch = whole('sync.prefetch', sync.prefetch ?? 20, 0, 100_000);
  return {
    // Who wants the whole history of every conversation holds every one.
    prefetch: sync.backfill ? Number.POSITIVE_INFINITY : prefetch,
    pageSize: whole('sync.pageSize', sync.pageSize ?? 50, 1, 10_000),
    backfill: sync.backfill ?? false,
    isReadPrivately: (stream) => sync.isReadPrivately?.(parseStream(stream).scope) ?? false,
    skipFailed: onFailure === 'skip',
    backoff: {
      baseMs: whole('outbox.retryBaseMs', outbox.retryBaseMs ?? 500, 1, 3_600_000),
      maxMs: whole('outbox.retryMaxMs', outbox.retryMaxMs ?? 30_000, 1, 86_400_000),
    },
    pace: {
      perSecond: whole('outbox.ratePerSecond', outbox.ratePerSecond ?? 10, 0, 1_000_000),
      burst: whole('outbox.burst', outbox.burst ?? 200, 1, 1_000_000),
    },
    cache: {
      limitBytes: limitBytes || Number.POSITIVE_INFINITY,
      isPinned: cache.isPinned ?? (() => false),
      onEvicted: cache.onEvicted ?? (() => {}),
    },
  };
}

function whole(option: string, value: number, least: number, most: number): number {
  const fits = Number.isInteger(value) && value >= least && value <= most;
  must(fits, option, `a whole number from ${least} to ${most}`, value);
  return value;
}
