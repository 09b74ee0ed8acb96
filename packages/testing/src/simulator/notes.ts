import { type Collection, defineCollection, type StandardSchema } from '@tidemark/core';

/** A row of the collection that the simulated app keeps beside its messages. */
export interface Note {
  readonly n: number;
  readonly text: string;
}

const anything: StandardSchema<Note> = { '~standard': { version: 1, validate: (value) => ({ value: value as Note }) } };

export const NOTES: Collection<Note> = defineCollection<Note>({
  name: 'note',
  schema: anything,
  indexes: { n: ({ n }) => n },
});
