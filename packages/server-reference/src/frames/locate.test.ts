import { conversationStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { createMemoryLogStore, openMemoryLog } from '../log/memory-log.ts';
import { create, op, send, uuid7 } from '../test-support/ops.ts';
import { type Device, openWorld } from '../test-support/world.ts';

const stream = conversationStream('crew');
const logs = { sqlite: () => undefined, memory: () => openMemoryLog(createMemoryLogStore('e1')) };

async function locate(device: Device, what: object, where = stream): Promise<unknown> {
  device.take();
  await device.say({ type: 'locate', id: 7, stream: where, what });
  const [answer] = device.take();
  expect(answer).toMatchObject({ re: 7 });
  if (answer?.type === 'located') return answer.ord;
  return answer?.type === 'error' ? answer.code : answer;
}

for (const [name, open] of Object.entries(logs)) {
  test(`[PRO-66] a time stands at its first message, one past the newest where all are older (${name})`, async () => {
    const world = openWorld({ log: open() });
    const alice = await world.join('alice');
    await alice.push(create('crew', []));
    const times: number[] = [];
    for (let n = 1; n <= 40; n++) {
      await world.runtime.advance(n % 7 === 0 ? 0 : 1_000);
      const [sent] = await alice.push(send(stream, `${n}`));
      times.push(sent && 'ok' in sent ? sent.ok.at : 0);
    }
    const first = (at: number): number => times.findIndex((each) => each >= at) + 1 || 41;
    for (const at of [0, ...times.flatMap((each) => [each - 1, each, each + 1])])
      expect([at, await locate(alice, { at })]).toEqual([at, first(at)]);
  });

  test(`[PRO-66] a message stands at its ord; one that is missing, or elsewhere, nowhere (${name})`, async () => {
    const world = openWorld({ log: open() });
    const alice = await world.join('alice');
    const [one, two] = [send(stream, 'one'), send(stream, 'two')];
    await alice.push(create('crew', []), one, two, create('deck', []));
    expect(await locate(alice, { message: two.opId })).toBe(2);
    await alice.push(op(stream, 'message', 'delete', undefined, { key: two.opId }));
    expect(await locate(alice, { message: two.opId })).toBe(2);
    expect(await locate(alice, { message: uuid7() })).toBe('op/missing');
    expect(await locate(alice, { message: one.opId }, conversationStream('deck'))).toBe('op/missing');
  });

  test(`[PRO-66] nothing is located for a stranger, nor before the place one joined at (${name})`, async () => {
    const world = openWorld({ log: open() });
    const alice = await world.join('alice');
    const [early, late] = [send(stream, 'early'), send(stream, 'late')];
    const joins = op(stream, 'member', 'put', { role: 'member' }, { key: 'bob' });
    await alice.push(create('crew', [], { history: 'joined' }), early, joins, late);
    const [bob, eve] = [await world.join('bob'), await world.join('eve')];
    expect(await locate(bob, { at: 0 })).toBe(2);
    expect(await locate(bob, { message: early.opId })).toBe('op/missing');
    expect(await locate(bob, { message: late.opId })).toBe(2);
    expect(await locate(eve, { at: 0 })).toBe('stream/unknown');
    expect(await locate(eve, { message: late.opId })).toBe('stream/unknown');
    expect(await locate(eve, { at: 0 }, conversationStream('nowhere'))).toBe('stream/unknown');
    expect(await locate(alice, { at: 0 }, 'user:alice' as typeof stream)).toBe('stream/unknown');
  });
}
