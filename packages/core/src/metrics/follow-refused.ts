import type { LocalDb } from '../local-db/local-db.ts';
import type { Change, Stored } from '../local-db/storage-adapter.ts';
import { pendingOf } from '../outbox/pending-op.ts';
import type { Happened } from './client-event.ts';

/** Tells each op that the server refused for good once, from the commit on that stored the refusal. */
export function followRefused(db: Pick<LocalDb, 'feed'>, tell: (happened: Happened) => void): () => void {
  /** Refused ops that stand in the outbox, by their places: their rows may be written again. */
  const known = new Map<string, string>();
  const nameOf = (key: Stored['key']): string => key.join('\n');

  function take(change: Change): void {
    if (change.store !== 'outbox') return;
    if ('delete' in change) known.delete(nameOf(change.delete));
    if (!('put' in change)) return;
    const name = nameOf(change.put.key);
    const { op, state } = pendingOf(change.put);
    if (state.kind !== 'failed' && state.kind !== 'conflict') {
      known.delete(name);
      return;
    }
    if (known.get(name) === state.kind) return;
    known.set(name, state.kind);
    const { opId, stream, collection } = op;
    const { code, message } = state.failure;
    const kind = state.kind === 'failed' ? 'op-failed' : 'conflict-found';
    tell({ kind, opId, stream, collection, code, message });
  }

  return db.feed.subscribe((changes) => changes.forEach(take));
}
