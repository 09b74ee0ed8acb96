import type { JsonObject, StreamId } from '@tidemark/protocol';
import { checkJson, checkName } from '../model/check-body.ts';
import { type CollectionDef, validate } from '../model/collection.ts';
import { isCompared } from '../model/conflict.ts';
import { mergeFields } from '../model/merge-fields.ts';
import { same } from '../model/same.ts';
import type { Conflicts } from './end-conflicts.ts';
import type { Enqueue } from './enqueue.ts';

/** Writes of one app-defined collection. */
export interface CollectionWriter<Value extends object> {
  put(key: string, value: Value): Promise<void>;
  patch(key: string, fields: Partial<Value>): Promise<void>;
  delete(key: string): Promise<void>;
}

/** A row as it is shown, pending writes included, and the rev at which the server had it; 0 where it had none. */
export interface Current {
  readonly body: JsonObject | undefined;
  readonly rev: number;
}

/** A write that has its place in the outbox; `saved` once that is durable. */
interface Written {
  readonly saved: Promise<unknown>;
}

export function createCollectionWriter<Value extends object>(
  def: CollectionDef<Value>,
  stream: () => StreamId,
  enqueue: Enqueue,
  current: (key: string) => Promise<Current>,
  conflicts: Conflicts,
): CollectionWriter<Value> {
  const collection = def.name;
  const isWhole = def.conflict !== undefined && def.conflict !== 'fields';

  let last: Promise<unknown> = Promise.resolve();

  /** Writes take their places in the order of the calls, however long each reads what is there. */
  async function inTurn(write: () => Promise<Written | undefined>): Promise<void> {
    const written = last.then(write);
    last = written.catch(() => undefined);
    await (await written)?.saved;
  }

  function write(key: string, before: Current, body: JsonObject | undefined, fields?: JsonObject): Written {
    const inConflict = conflicts.find(key);
    if (inConflict) return { saved: conflicts.rewrite(inConflict, body) };
    const base = isCompared(def.conflict) && { baseRev: before.rev, base: before.body };
    const op = fields
      ? ({ kind: 'patch', body: fields } as const)
      : ({ kind: body ? 'put' : 'delete', ...(body && { body }) } as const);
    return enqueue({ stream: stream(), collection, key, ...op, ...base });
  }

  return {
    async put(key, value) {
      const body = checkJson(collection, validate(def, value));
      checkName('key', key);
      await inTurn(async () => {
        const before = await current(key);
        // A write that changes nothing is never queued.
        return before.body && same(before.body, body) ? undefined : write(key, before, body);
      });
    },
    async patch(key, fields) {
      const patch = checkJson(collection, fields);
      checkName('key', key);
      await inTurn(async () => {
        const before = await current(key);
        const after = mergeFields(before.body ?? {}, patch);
        validate(def, after);
        if (before.body && same(before.body, after)) return undefined;
        return write(key, before, after, before.body && !isWhole ? patch : undefined);
      });
    },
    async delete(key) {
      checkName('key', key);
      await inTurn(async () => {
        const before = await current(key);
        return before.body && write(key, before, undefined);
      });
    },
  };
}
