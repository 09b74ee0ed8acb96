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

export function createCollectionWriter<Value extends object>(
  def: CollectionDef<Value>,
  stream: () => StreamId,
  enqueue: Enqueue,
  current: (key: string) => Promise<Current>,
  conflicts: Conflicts,
): CollectionWriter<Value> {
  const collection = def.name;
  const isWhole = def.conflict !== undefined && def.conflict !== 'fields';

  async function write(key: string, before: Current, body: JsonObject | undefined, fields?: JsonObject): Promise<void> {
    const inConflict = conflicts.find(key);
    if (inConflict) return conflicts.rewrite(inConflict, body);
    const base = isCompared(def.conflict) && { baseRev: before.rev, base: before.body };
    const op = fields
      ? ({ kind: 'patch', body: fields } as const)
      : ({ kind: body ? 'put' : 'delete', ...(body && { body }) } as const);
    await enqueue({ stream: stream(), collection, key, ...op, ...base }).saved;
  }

  return {
    async put(key, value) {
      const body = checkJson(collection, validate(def, value));
      const before = await current(checkName('key', key));
      // A write that changes nothing is never queued.
      if (before.body && same(before.body, body)) return;
      await write(key, before, body);
    },
    async patch(key, fields) {
      const patch = checkJson(collection, fields);
      const before = await current(checkName('key', key));
      const after = mergeFields(before.body ?? {}, patch);
      validate(def, after);
      if (before.body && same(before.body, after)) return;
      await write(key, before, after, before.body && !isWhole ? patch : undefined);
    },
    async delete(key) {
      const before = await current(checkName('key', key));
      if (before.body) await write(key, before, undefined);
    },
  };
}
