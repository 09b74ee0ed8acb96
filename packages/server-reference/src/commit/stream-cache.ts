import type { StreamId } from '@tidemark/protocol';
import type { Log } from '../log/log.ts';
import { type CachedStream, cachedStream, emptyStream } from './cached-stream.ts';

/** The streams used last. Owned by the committer, which alone loads and changes them. */
export interface StreamCache {
  /** Makes sure that `get` knows these, and what threads among them belong to. */
  load(streams: Iterable<StreamId>): Promise<void>;
  /** One that was loaded; where the log has none, an empty one that does not exist yet. */
  get(stream: StreamId): CachedStream;
  peek(stream: StreamId): CachedStream | undefined;
  /** Forgets what does not exist, and the least used beyond the limit. */
  trim(): void;
  clear(): void;
}

export function createStreamCache(log: Log, limit: number): StreamCache {
  const held = new Map<StreamId, CachedStream>();
  const touched = new Set<StreamId>();

  const load = async (streams: ReadonlySet<StreamId>): Promise<void> => {
    const missing: StreamId[] = [];
    for (const stream of streams) {
      touched.add(stream);
      if (!held.has(stream)) missing.push(stream);
    }
    if (missing.length === 0) return;
    for (const loaded of await log.loadStreams(missing)) held.set(loaded.record.stream, cachedStream(loaded));
    for (const stream of missing) {
      if (!held.has(stream)) held.set(stream, emptyStream(stream, log.epoch));
    }
  };

  return {
    load: async (streams) => {
      const wanted = new Set(streams);
      await load(wanted);
      const parents = new Set<StreamId>();
      for (const stream of wanted) {
        const parent = held.get(stream)?.thread?.parent;
        if (parent !== undefined) parents.add(parent);
      }
      if (parents.size > 0) await load(parents);
    },
    get: (stream) => {
      const state = held.get(stream);
      if (state === undefined) throw new Error(`the stream ${stream} was not loaded before it was used`);
      return state;
    },
    peek: (stream) => held.get(stream),
    trim: () => {
      for (const stream of touched) {
        const state = held.get(stream);
        if (state === undefined) continue;
        held.delete(stream);
        if (state.exists) held.set(stream, state);
      }
      touched.clear();
      for (const stream of held.keys()) {
        if (held.size <= limit) break;
        held.delete(stream);
      }
    },
    clear: () => {
      held.clear();
      touched.clear();
    },
  };
}
