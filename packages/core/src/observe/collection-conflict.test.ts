import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { noteBench, noteRow, stream } from '../test-support/note-bench.ts';

test('[CON-1] by policy a write goes out as its fields or whole, and says which rev it follows or not', async () => {
  const sent: unknown[] = [];
  for (const conflict of ['fields', 'client-wins', 'server-wins', 'manual', () => undefined] as const) {
    const { collection, pushed, settle } = await noteBench({ conflict });
    await collection.patch('a', { tag: 'x' });
    await collection.delete('b');
    await collection.put('c', { text: 'new' });
    await settle();
    sent.push(pushed());
  }
  const whole = { text: 'base', tag: 'x' };
  const compared = [
    ['put', whole, 1],
    ['put', { text: 'new' }, 0],
  ];
  expect(sent).toEqual([
    [
      ['patch', { tag: 'x' }, undefined],
      ['put', { text: 'new' }, undefined],
    ],
    [
      ['put', whole, undefined],
      ['put', { text: 'new' }, undefined],
    ],
    compared,
    compared,
    compared,
  ]);
});

test('[CON-2] a refused write that says what the server has is over, by any policy', async () => {
  for (const conflict of ['server-wins', 'manual', () => ({ text: 'merged' })] as const) {
    const { collection, refuse, settle, outbox, superseded, shown } = await noteBench({ conflict });
    await collection.put('a', { text: 'same' });
    await settle();
    await refuse(noteRow(2, { text: 'same' }));
    expect([outbox(), superseded, shown()]).toEqual([[], [], [{ value: { text: 'same' }, pending: false }]]);
  }
});

test('[CON-2] a refused write of which only the rev had moved goes again over that rev, by any policy', async () => {
  for (const conflict of ['server-wins', 'manual', () => ({ text: 'merged' })] as const) {
    const { collection, refuse, settle, pushed, shown } = await noteBench({ conflict });
    await collection.put('a', { text: 'mine' });
    await settle();
    await refuse(noteRow(2, { text: 'base' }));
    expect([pushed(), shown()]).toEqual([[['put', { text: 'mine' }, 2]], [{ value: { text: 'mine' }, pending: true }]]);
  }
});

test('[CON-3] with server-wins a write that came too late gives way: told, and no failure', async () => {
  const { collection, refuse, settle, outbox, superseded, shown, pushed, errors } = await noteBench({
    conflict: 'server-wins',
  });
  await collection.patch('a', { text: 'mine' });
  await settle();
  await refuse(noteRow(2, { text: 'theirs' }));
  expect(shown()).toEqual([{ value: { text: 'theirs' }, pending: false }]);
  expect(superseded).toEqual([{ key: 'a', mine: { text: 'mine' }, theirs: { text: 'theirs' } }]);
  expect([outbox(), pushed(), errors]).toEqual([[], [], []]);
});

test('[CON-4] a merge makes one row of base, mine and theirs, and the op goes again at once under its id', async () => {
  const seen: unknown[] = [];
  const { collection, refuse, settle, all, peer, outbox } = await noteBench({
    conflict: (base, mine, theirs) => {
      seen.push([base, mine, theirs]);
      return { text: `${mine?.text}+${theirs?.text}` };
    },
  });
  await collection.put('a', { text: 'mine' });
  await settle();
  const looks = new Set<string | undefined>();
  all.subscribe(() => looks.add(all.getSnapshot()?.rows[0]?.value.text));
  const [opId] = await refuse(noteRow(2, { text: 'theirs' }));
  expect(seen).toEqual([[{ text: 'base' }, { text: 'mine' }, { text: 'theirs' }]]);
  expect(peer.take()).toMatchObject([
    { type: 'push', ops: [{ opId, kind: 'put', body: { text: 'mine+theirs' }, baseRev: 2 }] },
  ]);
  // Theirs alone was never shown in between.
  expect([[...looks], outbox()]).toEqual([['mine+theirs'], ['pending']]);
  await peer.send(build.results(build.ok(opId as string, 3, { stream, ord: undefined })));
  expect([outbox(), all.getSnapshot()?.rows[0]]).toEqual([
    [],
    { key: 'a', value: { text: 'mine+theirs' }, pending: false },
  ]);
});

test('[CON-4] a merge that leaves theirs is superseded, one that leaves nothing deletes', async () => {
  const keeps = await noteBench({ conflict: (_base, _mine, theirs) => theirs });
  await keeps.collection.delete('a');
  await keeps.settle();
  await keeps.refuse(noteRow(2, { text: 'theirs' }));
  expect([keeps.superseded, keeps.outbox(), keeps.pushed()]).toEqual([
    [{ key: 'a', mine: undefined, theirs: { text: 'theirs' } }],
    [],
    [],
  ]);
  const drops = await noteBench({ conflict: () => undefined });
  await drops.collection.put('a', { text: 'mine' });
  await drops.settle();
  await drops.refuse(noteRow(2, { text: 'theirs' }));
  expect([drops.pushed(), drops.shown()]).toEqual([[['delete', undefined, 2]], []]);
});

test('[CON-4] where theirs is deleted a merge sees nothing of it', async () => {
  const seen: unknown[] = [];
  const { collection, refuse, settle, pushed } = await noteBench({
    conflict: (base, mine, theirs) => {
      seen.push([base, mine, theirs]);
      return mine;
    },
  });
  await collection.put('a', { text: 'mine' });
  await settle();
  await refuse(noteRow(2, undefined));
  expect([seen, pushed()]).toEqual([[[{ text: 'base' }, { text: 'mine' }, undefined]], [['put', { text: 'mine' }, 2]]]);
});

test('[CON-4] a merge that fails is told, and its write waits to be resolved', async () => {
  const wrong = new Error('wrong');
  const { collection, refuse, settle, errors, outbox, pushed } = await noteBench({
    conflict: () => {
      throw wrong;
    },
  });
  await collection.put('a', { text: 'mine' });
  await settle();
  await refuse(noteRow(2, { text: 'theirs' }));
  expect([errors, outbox(), pushed()]).toEqual([[wrong], ['conflict'], []]);
  expect(collection.observeConflicts().getSnapshot()).toEqual([
    { key: 'a', mine: { text: 'mine' }, theirs: { text: 'theirs' } },
  ]);
  await collection.resolve('a', { text: 'both' });
  await settle();
  expect(pushed()).toEqual([['put', { text: 'both' }, 2]]);
});

test('[CON-7] what was written behind a write in flight goes its way after that one was confirmed', async () => {
  const { collection, settle, peer, pushed, superseded, outbox } = await noteBench({ conflict: 'server-wins' });
  await collection.put('a', { text: 'one' });
  await settle();
  const [push] = peer.take().filter((frame) => frame.type === 'push');
  await collection.put('a', { text: 'two' });
  await settle();
  const [second] = peer.take().filter((frame) => frame.type === 'push');
  const [one, two] = [push?.ops[0]?.opId as string, second?.ops[0]?.opId as string];
  const now = build.row('note', 'a', 2, { body: { text: 'one' }, op: one });
  await peer.send(
    build.results(build.ok(one, 2, { stream, ord: undefined }), build.refusal(two, 'op/conflict', { row: now })),
  );
  expect([pushed(), superseded, outbox()]).toEqual([[['put', { text: 'two' }, 2]], [], ['pending']]);
});
