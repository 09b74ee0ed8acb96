import type { Row } from '@tidemark/protocol';
import { build } from '@tidemark/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { streamBench } from '../test-support/stream-bench.ts';

/** One change of a conversation: a message, an edit of an earlier one, or a member who comes or goes. */
type Write = { readonly kind: 'message' | 'edit' | 'member'; readonly pick: number };

const write = fc.record({ kind: fc.constantFrom('message', 'message', 'edit', 'member'), pick: fc.nat() });
const writes: fc.Arbitrary<readonly Write[]> = fc.array(write, { minLength: 1, maxLength: 25 });

/** The server's log: the rows as of each rev. */
function logOf(history: readonly Write[]) {
  const states: ReadonlyMap<string, Row>[] = [new Map()];
  let ord = 0;
  history.forEach(({ kind, pick }, i) => {
    const rev = i + 1;
    const rows = new Map(states[i]);
    const author = pick % 2 === 0 ? 'bob' : 'eve';
    const put = (row: Row) => rows.set(`${row.collection}/${row.key}`, row);
    if (kind === 'message' || (kind === 'edit' && ord === 0)) put(build.message(++ord, { rev, author }));
    else if (kind === 'edit') {
      const edited = (pick % ord) + 1;
      const body = pick % 3 === 0 ? { deleted: true as const, body: undefined } : { body: { text: `edit ${rev}` } };
      put(build.message(edited, { rev, author, ...body, op: build.id(1000 + rev) }));
    } else {
      const key = `user${pick % 3}`;
      const isThere = rows.get(`member/${key}`)?.body !== undefined;
      put(build.row('member', key, rev, isThere ? { body: undefined, deleted: true } : { body: { role: 'member' } }));
    }
    states.push(rows);
  });
  const rowsAt = (rev: number): readonly Row[] => [...(states[rev]?.values() ?? [])];
  return {
    end: history.length,
    rowsAt,
    segment: (from: number, to: number) => ({
      from,
      to,
      rows: rowsAt(to)
        .filter((row) => row.rev > from)
        .sort((a, b) => a.rev - b.rev),
    }),
  };
}

/** Cuts of the log as a bad network delivers them: any order, overlapping, repeated, some never. */
const deliveries = fc.array(fc.array(fc.record({ at: fc.nat(), length: fc.nat(8) }), { maxLength: 3 }), {
  maxLength: 15,
});

test('[STR-7] [STR-9] whatever is lost, repeated or out of order, a device holds the log exactly up to its cursor', async () => {
  await fc.assert(
    fc.asyncProperty(writes, deliveries, async (history, batches) => {
      const log = logOf(history);
      const bench = await streamBench();
      const arrived: { from: number; to: number }[] = [];
      const check = async () => {
        let reached = 0;
        for (const { from, to } of [...arrived].sort((a, b) => a.from - b.from))
          if (from <= reached) reached = Math.max(reached, to);
        const { cursor, ranges } = bench.state();
        const rows = log.rowsAt(reached);
        const texts = rows.flatMap(({ ord, body }) => (ord === undefined ? [] : [[ord, body?.['text']]]));
        const members = rows.filter(({ ord, body }) => ord === undefined && body).map(({ key }) => `member/${key}`);
        const ord = texts.length;
        expect([cursor?.rev ?? 0, cursor?.ord ?? 0]).toEqual([reached, ord]);
        expect(ranges).toEqual(ord === 0 ? [] : [{ from: 1, to: ord }]);
        expect([await bench.messages(), await bench.rows()]).toEqual([Object.fromEntries(texts), members.sort()]);
        expect(Object.keys(bench.marks())).toEqual(expect.arrayContaining(members.map((name) => name.slice(7))));
      };
      for (const batch of batches) {
        const segments = batch.map(({ at, length }) => {
          const from = at % log.end;
          return log.segment(from, Math.min(log.end, from + 1 + length));
        });
        arrived.push(...segments);
        await bench.segments(...segments);
        await check();
      }
      const rest = log.segment(bench.cursor() ?? 0, log.end);
      arrived.push(rest);
      await bench.segments(rest);
      await check();
    }),
    { numRuns: 150 },
  );
});
