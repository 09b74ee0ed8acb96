import { conversationStream, TidemarkError } from '@tidemark/protocol';
import { isOpen } from '../outbox/pending-op.ts';
import { unlessAborted } from '../runtime/unless-aborted.ts';
import type { Engine } from './engine.ts';

/** Resolves when the condition holds, looking again after anything changed. Rejects with the signal's reason. */
function until({ outbox, loop, book, catchUp }: Engine, signal: AbortSignal, holds: () => boolean): Promise<void> {
  return unlessAborted(signal, (resolve) => {
    const look = (): void => {
      if (holds()) resolve();
    };
    // Counts move after the commit that the book tells of: look when the turn is over.
    const later = (): void => queueMicrotask(look);
    const ends = [outbox.subscribe(later), loop.subscribe(later), book.subscribeAny(later), catchUp.subscribe(later)];
    look();
    return () => {
      for (const end of ends) end();
    };
  });
}

/** Nothing is owed to the server: every op is confirmed or failed. Rejects with `outbox/unflushed` when that is late. */
export async function whenFlushed(engine: Engine, signal: AbortSignal, withinMs: number | undefined): Promise<void> {
  const { outbox, runtime } = engine;
  const isFlushed = (): boolean => outbox.openCount() === 0;
  if (withinMs === undefined) return until(engine, signal, isFlushed);
  const late = new AbortController();
  const timer = runtime.timers.set(withinMs, () => {
    const pending = outbox.openCount();
    const message = `${pending} writes are not at the server yet: they stay in the outbox and go out later`;
    late.abort(new TidemarkError('outbox/unflushed', message, { pending }, { retryable: true }));
  });
  return until(engine, AbortSignal.any([signal, late.signal]), isFlushed).finally(() => runtime.timers.clear(timer));
}

/** The device holds what the server has, and owes it nothing: of one conversation, or of all. */
export function whenSynced(engine: Engine, signal: AbortSignal, conversationId: string | undefined): Promise<void> {
  const { outbox, loop, catchUp, book } = engine;
  const stream = conversationId === undefined ? undefined : conversationStream(conversationId);
  if (stream) catchUp.hold(stream);
  return until(engine, signal, () => {
    if (loop.status().kind !== 'live' || catchUp.left('all', stream) > 0) return false;
    if (!stream) return outbox.openCount() === 0;
    const ops = outbox.lane(stream)?.ops.values() ?? [];
    return book.state(stream).cursor !== undefined && ![...ops].some(isOpen);
  });
}
