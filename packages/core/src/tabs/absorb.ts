import type { LocalDb } from '../local-db/local-db.ts';
import type { Change, Stored } from '../local-db/storage-adapter.ts';
import { same } from '../model/same.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { pendingOf } from '../outbox/pending-op.ts';
import type { Identity } from '../sync/identity.ts';
import type { StreamBook } from '../sync/stream-book.ts';
import { marksIn, restIn, stateKey, storedState } from '../sync/stream-state.ts';
import { nameOfPlace, type SharedDb } from './shared-db.ts';

export interface AbsorbParts {
  readonly inner: LocalDb;
  readonly shared: SharedDb;
  readonly outbox: Outbox;
  readonly book: StreamBook;
  readonly identity: Pick<Identity, 'learn'>;
  /** Whether this tab leads: then what it has in memory of the streams and of ops is what is so. */
  readonly isLeading: () => boolean;
  /** Ops that are over, while they still stand in the outbox. */
  readonly settled: (opIds: ReadonlySet<string>) => void;
}

/** Keeps what this tab has in memory in step with what others write. */
export interface Absorb {
  /** Another tab committed this. */
  take(changes: readonly Change[]): void;
  /** It is not known what others committed: reads again what is in memory, and tells the windows to. */
  refresh(): Promise<void>;
}

export function createAbsorb({ inner, shared, outbox, book, identity, isLeading, settled }: AbsorbParts): Absorb {
  /** What others committed while it is being read again: the answer may or may not hold it. */
  let late: (readonly Change[])[] | undefined;
  let refreshing: Promise<void> = Promise.resolve();
  /** One that has not begun yet: it will know as much as a later one. */
  let next: Promise<void> | undefined;

  function putOp(row: Stored): void {
    const next = pendingOf(row);
    const known = outbox.get(next.op.opId);
    if (!known) outbox.add([next]);
    // One's own newer write of it is under way, and has its own end.
    else if (known.stage !== 'saving') outbox.replace(same(known.op, next.op) ? { ...next, op: known.op } : next);
  }

  function removeOps(opIds: ReadonlySet<string>): void {
    if (opIds.size === 0) return;
    settled(opIds);
    outbox.remove(opIds);
  }

  /** `rest`: as it was written beside, where it was. */
  function keepState(row: Stored, rest?: Stored): void {
    const stored = storedState(row);
    const { stream } = stored.state;
    // What is not in memory is read when somebody asks.
    if (stored.hasRest && !rest && !book.isLoaded(stream)) return;
    const known = book.marks(stream);
    book.keep(stored.state, marksIn(stored, restIn(rest, known.rest)) ?? known);
  }

  function bring(changes: readonly Change[]): void {
    const rests = new Map<unknown, Stored>();
    for (const change of changes)
      if (change.store === 'marks' && 'put' in change) rests.set(change.put.key[0], change.put);
    const gone = new Set<string>();
    for (const change of changes) {
      if ('put' in change) {
        if (change.store === 'outbox') putOp(change.put);
        else if (change.store === 'streams' && change.put.key[1] === 'state') {
          keepState(change.put, rests.get(change.put.key[0]));
        } else if (change.store === 'meta') identity.learn([change.put]);
      } else if (change.store === 'outbox' && 'delete' in change) {
        const row = shared.storedAt(change.delete);
        if (row) gone.add(opIdOf(row));
      }
    }
    removeOps(gone);
    shared.note(changes);
    shared.feed.emit(changes);
  }

  async function readAgain(): Promise<void> {
    late = [];
    const ownPlaces = new Set<string>();
    const stopNoting = inner.feed.subscribe((changes) => {
      for (const change of changes) if (change.store === 'outbox') ownPlaces.add(placeOf(change));
    });
    try {
      const loaded = [...book.loaded()];
      const [waiting, states, rests, meta] = (await inner.read([
        { store: 'outbox' },
        { store: 'streams', get: loaded.map(stateKey) },
        { store: 'marks', get: loaded.map((stream) => [stream]) },
        { store: 'meta', get: [['user'], ['list']] },
      ])) as [readonly Stored[], ...(readonly (Stored | undefined)[])[]];
      identity.learn(meta ?? []);
      if (!isLeading()) for (const [i, row] of (states ?? []).entries()) if (row) keepState(row, rests?.[i]);
      // What this tab wrote meanwhile it knows better.
      takeOps(
        waiting.filter(({ key }) => !ownPlaces.has(nameOfPlace(key))),
        ownPlaces,
      );
    } finally {
      stopNoting();
      const commits = late;
      late = undefined;
      inner.lost.emit();
      for (const changes of commits) bring(changes);
    }
  }

  function takeOps(rows: readonly Stored[], ownPlaces: ReadonlySet<string>): void {
    const stored = new Set(rows.map(opIdOf));
    const over = new Set<string>();
    for (const { op, stage, lane, n } of outbox.all()) {
      const isOver = stage !== 'saving' && !stored.has(op.opId) && !ownPlaces.has(nameOfPlace([lane, n]));
      if (isOver) over.add(op.opId);
    }
    removeOps(over);
    for (const row of rows) {
      const isHere = outbox.get(opIdOf(row)) !== undefined;
      // What this tab knows to be stored, and does not have in memory, it is about to delete.
      if (isHere ? !isLeading() : !shared.storedAt(row.key)) putOp(row);
    }
    shared.note(rows.map((put) => ({ store: 'outbox', put })));
  }

  return {
    take(changes) {
      if (late) late.push(changes);
      else bring(changes);
    },
    refresh() {
      next ??= refreshing
        .catch(() => {})
        .then(() => {
          next = undefined;
          return readAgain();
        });
      refreshing = next;
      return next;
    },
  };
}

const opIdOf = (row: Stored): string => pendingOf(row).op.opId;

const placeOf = (change: Change): string =>
  nameOfPlace('put' in change ? change.put.key : 'delete' in change ? change.delete : []);
