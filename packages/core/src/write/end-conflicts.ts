import { type JsonObject, TidemarkError } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { CollectionDef } from '../model/collection.ts';
import { type Conflict, isCompared } from '../model/conflict.ts';
import { same } from '../model/same.ts';
import type { Drain } from '../outbox/drain.ts';
import { nextOpState } from '../outbox/op-state.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { keyOfOp, type PendingOp, pendingOf, putOf } from '../outbox/pending-op.ts';
import type { StreamBook } from '../sync/stream-book.ts';
import { conflictOutcome } from './conflict-outcome.ts';
import { takeBack } from './take-back.ts';

/** The writes of one collection that the server refused because the row had moved. */
export interface Conflicts {
  /** The one of this row that is not ended yet. */
  find(key: string): PendingOp | undefined;
  /** Makes the row what `body` says, or leaves theirs where that says the same; undefined deletes it. */
  resolve(key: string, body: JsonObject | undefined): Promise<void>;
  /** Writes over one's own side of a conflict, which stays one. */
  rewrite(pending: PendingOp, body: JsonObject | undefined): Promise<void>;
}

export interface ConflictParts {
  readonly db: LocalDb;
  readonly outbox: Outbox;
  readonly drain: Pick<Drain, 'wake'>;
  readonly book: Pick<StreamBook, 'exclusive'>;
  readonly onError: (error: unknown) => void;
}

/** The collections of each database whose conflicts are being ended: an app may open one many times. */
const watched = new WeakMap<LocalDb, Set<string>>();

/** Ends each conflict of the collection by its policy, from the commit on that stored the refusal. */
export function endConflicts<Value extends object>(
  def: CollectionDef<Value>,
  lane: () => string,
  { db, outbox, drain, book, onError }: ConflictParts,
): Conflicts {
  const report = (ended: Promise<unknown>): void => {
    ended.catch(onError);
  };

  function save(next: PendingOp, before: PendingOp): Promise<void> {
    const { opId } = next.op;
    const isCurrent = (): boolean => outbox.get(opId)?.op === next.op;
    const committed = (): void => {
      const now = outbox.get(opId);
      if (now?.stage === 'saving' && isCurrent()) outbox.replace({ ...now, stage: 'stored' });
    };
    outbox.replace(next);
    return db.commit([putOf(next)], { committed }).then(drain.wake, (error: unknown) => {
      if (isCurrent()) outbox.replace(before);
      throw error;
    });
  }

  function over(pending: PendingOp, body: JsonObject | undefined, baseRev: number | undefined): PendingOp['op'] {
    return { ...pending.op, kind: body ? 'put' : 'delete', body, baseRev };
  }

  /**
   * The same op again, over what the server has now, at its place in the lane. It was refused for good as it was, so no
   * server has seen it as it is. Each round of this answers a commit of somebody else, so they come to an end.
   */
  function again(pending: PendingOp, body: JsonObject | undefined): Promise<void> {
    const theirs = theirsOf(pending);
    const op = over(pending, body, isCompared(def.conflict) ? (theirs?.rev ?? 0) : undefined);
    const state = nextOpState(pending.state, { kind: 'retried' });
    return save({ ...pending, op, base: theirs?.body, state, attempts: 0, stage: 'saving' }, pending);
  }

  const drop = (pending: PendingOp): Promise<void> => takeBack({ db, outbox, drain }, pending);

  function rewrite(pending: PendingOp, body: JsonObject | undefined): Promise<void> {
    return save({ ...pending, op: over(pending, body, pending.op.baseRev) }, pending);
  }

  function find(key: string, name: string = lane()): PendingOp | undefined {
    for (const pending of outbox.lane(name)?.keyed.values() ?? []) {
      if (pending.state.kind === 'conflict' && keyOfOp(pending.op) === key) return pending;
    }
    return undefined;
  }

  function end(pending: PendingOp): void {
    const { base } = pending;
    const mine = pending.op.body;
    const theirs = theirsOf(pending)?.body;
    // What was written after the write that is in conflict is part of the same side.
    const first = find(keyOfOp(pending.op), pending.lane);
    if (first && first !== pending) {
      report(rewrite(first, mine));
      report(drop(pending));
      return;
    }
    try {
      const outcome = conflictOutcome(def, { base, mine, theirs });
      if (outcome.kind === 'again') report(again(pending, outcome.body));
      else if (outcome.kind !== 'waits') report(drop(pending));
      if (outcome.kind === 'superseded') def.onSuperseded?.(conflictOf(pending));
    } catch (error) {
      onError(error);
    }
  }

  /** Looks at what is stored: what is only in memory may still be part of a commit that is being prepared. */
  function watch(): void {
    const lanes = `/${def.name}`;
    db.feed.subscribe((changes) => {
      for (const change of changes) {
        if (change.store !== 'outbox' || !('put' in change) || !String(change.put.key[0]).endsWith(lanes)) continue;
        const pending = outbox.get(pendingOf(change.put).op.opId);
        if (pending?.state.kind === 'conflict' && pending.op.collection === def.name) end(pending);
      }
    });
    report(
      book.exclusive(async () => {
        for (const pending of [...outbox.all()]) {
          if (pending.state.kind === 'conflict' && pending.op.collection === def.name) end(pending);
        }
      }),
    );
  }

  const names = watched.get(db) ?? new Set();
  watched.set(db, names);
  if (!names.has(def.name)) watch();
  names.add(def.name);

  return {
    find,
    rewrite,
    resolve: (key, body) =>
      book.exclusive(async () => {
        const pending = find(key);
        if (!pending) {
          throw new TidemarkError('write/not-found', `No write of "${key}" is in conflict`, { id: key });
        }
        await (same(body, theirsOf(pending)?.body) ? drop(pending) : again(pending, body));
      }),
  };
}

function theirsOf({ state }: PendingOp): { readonly rev: number; readonly body?: JsonObject | undefined } | undefined {
  return state.kind === 'conflict' ? state.theirs : undefined;
}

/** Both sides of an op that is in conflict. */
export function conflictOf<Value>(pending: PendingOp): Conflict<Value> {
  const { op } = pending;
  return { key: keyOfOp(op), mine: op.body as Value | undefined, theirs: theirsOf(pending)?.body as Value | undefined };
}
