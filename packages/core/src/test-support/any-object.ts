import type { StandardSchema } from '../model/collection.ts';

/** A schema that takes every object. */
export function anyObject<Value extends object>(): StandardSchema<Value> {
  return { '~standard': { version: 1, validate: (value) => ({ value: value as Value }) } };
}
