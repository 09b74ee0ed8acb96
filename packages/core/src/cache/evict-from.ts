import { parseStream, type StreamId } from '@tidemark/protocol';
import type { EvictedRange } from './eviction.ts';

/** How far an eviction has come. */
export interface Progress {
  readonly evicted: EvictedRange[];
  usedBytes: number | undefined;
  chunks: number;
  /** Messages that went since the storage last told less, beyond what was written meanwhile. */
  vain: number;
  /** Why it ended early. What went before is gone all the same. */
  failure?: { readonly error: unknown } | undefined;
}

export interface EvictSteps {
  /** Takes the oldest chunk of a conversation away; nothing when it has nothing to give. */
  readonly evict: (stream: StreamId) => Promise<{ readonly from: number; readonly to: number } | undefined>;
  readonly measure: () => Promise<number | undefined>;
  /** Rows written so far, by anybody: what they take hides what a chunk freed. */
  readonly written: () => number;
  readonly isEnough: (progress: Progress) => boolean;
  /** Waited for between chunks. */
  readonly rest: () => Promise<void>;
}

/** Evicts from these conversations, one after the other, until it is enough or nothing more may go. Never rejects. */
export async function evictFrom(
  streams: AsyncIterable<StreamId> | Iterable<StreamId>,
  { evict, measure, written, isEnough, rest }: EvictSteps,
): Promise<Progress> {
  const progress: Progress = { evicted: [], usedBytes: undefined, chunks: 0, vain: 0 };
  try {
    let writtenBefore = written();
    progress.usedBytes = await measure();
    for await (const stream of streams) {
      for (let gone = await evict(stream); gone; gone = await evict(stream)) {
        const before = progress.usedBytes;
        const measuredAt = written();
        progress.chunks++;
        addRange(progress.evicted, { conversationId: parseStream(stream).scope, ...gone });
        progress.usedBytes = await measure();
        if (before !== undefined && progress.usedBytes !== undefined) {
          const freed = Math.max(0, before - progress.usedBytes);
          if (freed > 0) progress.vain = 0;
          else progress.vain += Math.max(0, gone.to - gone.from + 1 - (written() - writtenBefore));
          addBytes(progress.evicted, freed);
        }
        writtenBefore = measuredAt;
        if (isEnough(progress)) return progress;
        await rest();
      }
    }
  } catch (error) {
    progress.failure = { error };
  }
  return progress;
}

/** Chunks that follow one another are told as one. */
function addRange(evicted: EvictedRange[], gone: Omit<EvictedRange, 'messages'>): void {
  const last = evicted.at(-1);
  const joins = last?.conversationId === gone.conversationId && last.to + 1 === gone.from;
  if (joins) evicted.pop();
  const whole = joins ? { ...last, to: gone.to } : gone;
  evicted.push({ ...whole, messages: whole.to - whole.from + 1 });
}

function addBytes(evicted: EvictedRange[], freed: number): void {
  const last = evicted.pop();
  if (last) evicted.push({ ...last, bytes: (last.bytes ?? 0) + freed });
}
