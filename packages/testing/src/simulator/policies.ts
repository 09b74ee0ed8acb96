import { type Collection, type ConflictPolicy, defineCollection } from '@tidemark/core';
import { NOTES, type Note } from './notes.ts';

/** The larger of two numbers: whatever the order, everybody comes to the same. */
const LARGEST: ConflictPolicy<Note> = (_base, mine, theirs) =>
  mine === undefined || theirs === undefined || mine.n > theirs.n ? (mine ?? theirs) : theirs;

const defined = (name: string, conflict: ConflictPolicy<Note>): Collection<Note> =>
  defineCollection<Note>({ name, schema: NOTES.schema, conflict });

/** One collection for each way to end a conflict. */
export const BY_POLICY: Readonly<Record<string, Collection<Note>>> = {
  fields: defined('note-fields', 'fields'),
  'client-wins': defined('note-client', 'client-wins'),
  'server-wins': defined('note-server', 'server-wins'),
  merge: defined('note-merge', LARGEST),
  manual: defined('note-manual', 'manual'),
};
