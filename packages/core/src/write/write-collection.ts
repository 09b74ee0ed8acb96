import type { JsonObject, StreamId } from '@tidemark/protocol';
import { checkJson, checkName } from '../model/check-body.ts';
import { type CollectionDef, validate } from '../model/collection.ts';
import { mergeFields } from '../model/merge-fields.ts';
import { same } from '../model/same.ts';
import type { Enqueue } from './enqueue.ts';

/** Writes of one app-defined collection; `current` is a row as it is shown, pending writes included. */
export interface CollectionWriter<Value extends object> {
  put(key: string, value: Value): Promise<void>;
  patch(key: string, fields: Partial<Value>): Promise<void>;
  delete(key: string): Promise<void>;
}

export function createCollectionWriter<Value extends object>(
  def: CollectionDef<Value>,
  stream: () => StreamId,
  enqueue: Enqueue,
  current: (key: string) => Promise<JsonObject | undefined>,
): CollectionWriter<Value> {
  const collection = def.name;
  return {
    async put(key, value) {
      const body = checkJson(collection, validate(def, value));
      const before = await current(checkName('key', key));
      // A write that changes nothing is never queued.
      if (before && same(before, body)) return;
      await enqueue({ stream: stream(), collection, key, kind: 'put', body }).saved;
    },
    async patch(key, fields) {
      const patch = checkJson(collection, fields);
      const before = await current(checkName('key', key));
      const after = mergeFields(before ?? {}, patch);
      validate(def, after);
      if (before && same(before, after)) return;
      await enqueue({ stream: stream(), collection, key, kind: before ? 'patch' : 'put', body: before ? patch : after })
        .saved;
    },
    async delete(key) {
      if (!(await current(checkName('key', key)))) return;
      await enqueue({ stream: stream(), collection, key, kind: 'delete' }).saved;
    },
  };
}
