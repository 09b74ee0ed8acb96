import { appStream, type StreamId, TidemarkError } from '@tidemark/protocol';
import { type AppIndexes, appScope } from '../local-db/app-index.ts';
import type { Part } from '../local-db/storage-adapter.ts';
import { checkJson, checkName } from '../model/check-body.ts';
import { type CollectionDef, checkCollectionName, validate } from '../model/collection.ts';
import { type Conflict, isCompared } from '../model/conflict.ts';
import type { Drain } from '../outbox/drain.ts';
import type { PendingOp } from '../outbox/pending-op.ts';
import { endConflicts } from '../write/end-conflicts.ts';
import type { Enqueue } from '../write/enqueue.ts';
import { type CollectionWriter, type Current, createCollectionWriter } from '../write/write-collection.ts';
import { type CollectionView, observeCollection } from './collection-window.ts';
import { observeConflicts } from './conflict-list.ts';
import { currentVersion } from './current-row.ts';
import type { WindowSources } from './message-window.ts';
import type { Observed } from './observed.ts';

/** An app's own rows: written at once, kept in step like messages. */
export interface CollectionRepository<Value extends object> extends CollectionWriter<Value> {
  get(key: string): Promise<Value | undefined>;
  /** Rows in the order of an index (by key without one), at most `limit` (default 100). */
  observe(query?: {
    index?: string | undefined;
    prefix?: readonly Part[] | undefined;
    reverse?: boolean | undefined;
    limit?: number | undefined;
  }): Observed<CollectionView<Value>>;
  /** Writes that met others and wait for `resolve`, oldest first: those of `manual`, or of a merge that failed. */
  observeConflicts(): Observed<readonly Conflict<Value>[]>;
  /**
   * Ends the conflict of a row with what it is to be: mine, theirs, or another value; undefined deletes it. Rejects with
   * `write/not-found` where there is none, and `write/invalid` for a value that does not fit.
   */
  resolve(key: string, value: Value | undefined): Promise<void>;
}

/** A collection ready to be opened by a client: a feature, in the terms of this layer. */
export interface Collection<Value extends object> extends CollectionDef<Value> {
  /** `client.collection` calls it. */
  readonly open: (parts: CollectionParts) => CollectionRepository<Value>;
}

interface CollectionParts {
  readonly sources: WindowSources;
  readonly indexes: AppIndexes;
  readonly enqueue: Enqueue;
  readonly drain: Drain;
}

/**
 * Defines a collection of an app's own rows, for `client.collection`. Throws `options/invalid` for a name that is
 * reserved. An app that defines none does not carry their code.
 *
 * @example
 * const todo = defineCollection({ name: 'todo', schema, indexes: { byDue: (todo) => todo.due } });
 */
export function defineCollection<Value extends object>(def: CollectionDef<Value>): Collection<Value> {
  checkCollectionName(def.name);
  if (def.scope !== undefined) checkName('collection.scope', def.scope);
  return { ...def, open: (parts) => openCollection(def, parts) };
}

function openCollection<Value extends object>(
  def: CollectionDef<Value>,
  { sources, indexes, enqueue, drain }: CollectionParts,
): CollectionRepository<Value> {
  indexes.declare(def.name, entriesOf);

  function entriesOf(body: object): [string, Part, Part][] {
    const entries: [string, Part, Part][] = [];
    for (const [name, index] of Object.entries(def.indexes ?? {})) {
      const parts = index(body as Value);
      if (parts === undefined) continue;
      const [first, second = ''] = typeof parts === 'object' ? parts : [parts];
      entries.push([name, first, second]);
    }
    return entries;
  }

  function stream(): StreamId {
    const scope = def.scope ?? sources.me();
    if (scope !== undefined) return appStream(scope);
    throw new TidemarkError(
      'client/identity-unknown',
      'Whose collection this is is not known before the first connection: pass `user` to createClient, or `scope` here',
      {},
    );
  }

  const lane = (): string => appScope(stream(), def.name);
  const conflicts = endConflicts(def, lane, { ...sources, drain });

  /** A write that met another one is shown until it is ended: that may be at once, or be left to the app. */
  function counts({ op, state }: PendingOp): boolean {
    if (state.kind === 'conflict') return isCompared(def.conflict) && op.kind === 'put';
    return state.kind !== 'failed';
  }

  const current = async (key: string): Promise<Current> =>
    currentVersion(sources, { stream: stream(), collection: def.name }, key, counts);

  return {
    ...createCollectionWriter(def, stream, enqueue, current, conflicts),
    get: async (key) => (await current(key)).body as Value | undefined,
    observeConflicts: () => observeConflicts(sources, lane()),
    resolve: async (key, value) => conflicts.resolve(key, value && checkJson(def.name, validate(def, value))),
    observe: ({ index, prefix = [], reverse = false, limit = 100 } = {}) => {
      if (index !== undefined && !def.indexes?.[index]) {
        throw new TidemarkError('options/invalid', `The collection "${def.name}" declares no index "${index}"`, {
          option: 'index',
          found: index,
        });
      }
      const at = stream();
      return observeCollection<Value>(sources, {
        stream: at,
        collection: def.name,
        index,
        prefix,
        reverse,
        limit,
        counts,
        isManual: def.conflict === 'manual',
        // By way of the indexes, which bear with a function that fails.
        entriesOf: (body) => indexes.entries(at, def.name, body),
      });
    },
  };
}
