import type { StandardSchema } from '@tidemark/core';

/** A schema that takes whatever it gets. */
export function anything<Value>(): StandardSchema<Value> {
  return { '~standard': { version: 1, validate: (value) => ({ value: value as Value }) } };
}
