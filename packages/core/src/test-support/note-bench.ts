import type { Op, Row } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import type { CollectionDef } from '../model/collection.ts';
import type { Conflict } from '../model/conflict.ts';
import { defineCollection } from '../observe/collection-repository.ts';
import { anyObject } from './any-object.ts';
import { deviceBench } from './device-bench.ts';

export interface Note {
  readonly text: string;
  readonly tag?: string;
}

export const stream = 'app:ann';

export const noteRow = (rev: number, body: Note | undefined, key = 'a'): Row =>
  build.row('note', key, rev, body ? { body: { ...body } } : { body: undefined, deleted: true });

/** Ann's note `a` at rev 1, and the server played by the test. */
export async function noteBench(def: Partial<CollectionDef<Note>>, options: Parameters<typeof deviceBench>[0] = {}) {
  const superseded: Conflict<Note>[] = [];
  const defined = defineCollection<Note>({
    name: 'note',
    schema: anyObject<Note>(),
    onSuperseded: (one) => superseded.push(one),
    ...def,
  });
  const bench = await deviceBench(options);
  const collection = bench.client.collection(defined);
  const all = collection.observe();
  await bench.settle();
  const peer = bench.peer();
  await peer.send(build.welcome());
  await peer.answer((frame) => {
    if (frame.type === 'list') return build.summaries({ re: frame.id });
    if (frame.type !== 'pull') return undefined;
    const rows = frame.stream === stream ? [noteRow(1, { text: 'base' })] : [];
    return build.page({
      re: frame.id,
      stream: frame.stream,
      rows,
      head: build.head(rows.length, { stream: frame.stream, ord: 0 }),
    });
  });
  const ops = (): readonly Op[] => peer.take().flatMap((frame) => (frame.type === 'push' ? frame.ops : []));
  return {
    ...bench,
    defined,
    collection,
    all,
    peer,
    superseded,
    /** What was pushed since the last call: kind, body, baseRev. */
    pushed: () => ops().map(({ kind, body, baseRev }) => [kind, body, baseRev]),
    /** The server has moved the row to this, and refuses what is in flight for it. */
    async refuse(theirs: Row) {
      const refused = ops();
      await peer.send(
        build.changes({
          stream,
          from: theirs.rev - 1,
          rows: [theirs],
          head: build.head(theirs.rev, { stream, ord: 0 }),
        }),
        build.results(...refused.map(({ opId }) => build.refusal(opId, 'op/conflict', { row: theirs }))),
      );
      return refused.map(({ opId }) => opId);
    },
    shown: () => all.getSnapshot()?.rows.map(({ value, pending, conflict }) => ({ value, pending, conflict })),
    outbox: () =>
      bench.client.outbox
        .observe()
        .getSnapshot()
        ?.map(({ status }) => status),
  };
}
