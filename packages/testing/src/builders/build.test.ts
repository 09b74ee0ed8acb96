import { clientFrameSchemas, opSchema, serverFrameSchemas } from '@tidemark/protocol/schemas';
import { expect, test } from 'vitest';
import { build } from './build.ts';

test('[KIT-11] every builder builds what its schema accepts', () => {
  const rows = [build.message(3), build.row('member', 'bob', 4, { body: { role: 'member' } })];
  const frames = [
    build.welcome({ limits: { heartbeatMs: 1000 } }),
    build.results(build.ok(1, 1), build.refusal(2, 'op/forbidden')),
    build.changes({ rows }),
    build.page({ re: 1, rows }),
    build.page({ re: 2, rows: [] }),
    build.heads(build.head(4)),
    build.pong(build.head(4)),
    build.marks({ marks: [{ user: 'bob', delivered: 3, read: 2 }] }),
    build.reset(),
    build.summaries({ re: 3, summaries: [{ ...build.head(4), rows, delivered: 3, read: 3 }] }),
  ];
  for (const frame of frames) expect(serverFrameSchemas[frame.type].safeParse(frame).error).toBe(undefined);
  expect(clientFrameSchemas.hello.safeParse(build.hello()).error).toBe(undefined);
  expect(opSchema.safeParse(build.op(1)).error).toBe(undefined);
});

test('[KIT-11] what a test leaves out follows from what it says', () => {
  const changes = build.changes({ rows: [build.message(5, { rev: 7 }), build.message(2, { rev: 8 })] });
  expect([changes.from, changes.to, changes.head.rev, changes.head.ord]).toEqual([6, 8, 8, 5]);
  expect(build.page({ re: 1, rows: [build.message(4), build.message(6)] }).ords).toEqual([4, 6]);
  expect(build.page({ re: 1, rows: [] }).ords).toEqual([1, 0]);
  expect([build.id(1), build.id(2), build.id(1)]).toEqual([build.op(1).opId, build.message(2).key, build.id(1)]);
});
