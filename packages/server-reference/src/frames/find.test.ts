import { conversationStream, type Find, type Found } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { createMemoryLogStore, openMemoryLog } from '../log/memory-log.ts';
import { create, op, send } from '../test-support/ops.ts';
import { type Device, openWorld } from '../test-support/world.ts';

const [crew, deck] = [conversationStream('crew'), conversationStream('deck')];
const logs = { sqlite: () => undefined, memory: () => openMemoryLog(createMemoryLogStore('e1')) };

async function find(device: Device, text: string, more: Partial<Find> = {}): Promise<Found> {
  device.take();
  await device.say({ type: 'find', id: 7, text, limit: 20, ...more });
  const [answer] = device.take();
  expect(answer).toMatchObject({ re: 7 });
  if (answer?.type !== 'found') throw new Error(JSON.stringify(answer));
  return answer;
}

const textsOf = ({ hits }: Found): unknown[] => hits.map(({ row }) => row.body?.['text']);

for (const [name, open] of Object.entries(logs)) {
  async function aboard() {
    const world = openWorld({ log: open() });
    const alice = await world.join('alice');
    const say = async (device: Device, stream: typeof crew, text: string) => {
      await world.runtime.advance(1_000);
      const message = send(stream, text);
      const [sent] = await device.push(message);
      return { id: message.opId, at: sent && 'ok' in sent ? sent.ok.at : 0 };
    };
    await alice.push(create('crew', ['bob']), create('deck', ['eve']));
    return { world, alice, bob: await world.join('bob'), eve: await world.join('eve'), say };
  }

  test(`[PRO-67] a message is found by all its words, the last one unfinished, whatever case and accents (${name})`, async () => {
    const { alice, say } = await aboard();
    for (const text of ['Low tide at the harbour', 'The HÁRBOUR master', 'harbours', '港で会いましょう', '⚓ away'])
      await say(alice, crew, text);
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['harbour', ['harbours', 'The HÁRBOUR master', 'Low tide at the harbour']],
      ['harbour ', ['The HÁRBOUR master', 'Low tide at the harbour']],
      ['harb* the ', ['The HÁRBOUR master', 'Low tide at the harbour']],
      ['harbour tid', ['Low tide at the harbour']],
      ['harb the ', []],
      ['会いま', ['港で会いましょう']],
      ['会ま', []],
      ['⚓', ['⚓ away']],
      ['"master" OR *', ['The HÁRBOUR master'].slice(1)],
      ['master"', ['The HÁRBOUR master']],
      ['author : u', []],
      ['', []],
      ['*?', []],
    ];
    for (const [text, found] of cases) expect([text, textsOf(await find(alice, text))]).toEqual([text, found]);
  });

  test(`[PRO-67] it is narrowed by conversation, author and time (${name})`, async () => {
    const { alice, bob, eve, say } = await aboard();
    const one = await say(alice, crew, 'ship one');
    const two = await say(bob, crew, 'ship two');
    const three = await say(eve, deck, 'ship three');
    const cases: readonly (readonly [Partial<Find>, readonly string[]])[] = [
      [{}, ['ship three', 'ship two', 'ship one']],
      [{ conversation: 'crew' }, ['ship two', 'ship one']],
      [{ from: 'bob' }, ['ship two']],
      [{ from: 'bo' }, []],
      [{ after: two.at }, ['ship three', 'ship two']],
      [{ before: two.at }, ['ship one']],
      [{ after: one.at + 1, before: three.at }, ['ship two']],
    ];
    for (const [more, found] of cases) expect([more, textsOf(await find(alice, 'ship', more))]).toEqual([more, found]);
  });

  test(`[PRO-67] nobody finds what they may not read (${name})`, async () => {
    const { world, alice, bob, eve, say } = await aboard();
    await alice.push(op(crew, 'conversation', 'patch', { history: 'joined' }, { key: 'crew' }));
    const root = await say(alice, crew, 'secret plan');
    await alice.push(create(root.id, [], { kind: 'thread', parent: 'crew', root: root.id }));
    await say(alice, conversationStream(root.id), 'secret answer');
    await alice.push(op(crew, 'member', 'put', { role: 'member' }, { key: 'eve' }));
    await say(alice, crew, 'secret no more');
    expect(textsOf(await find(bob, 'secret'))).toEqual(['secret no more', 'secret plan']);
    expect(textsOf(await find(bob, 'secret', { conversation: root.id }))).toEqual(['secret answer']);
    expect(textsOf(await find(eve, 'secret'))).toEqual(['secret no more']);
    await expect(find(eve, 'secret', { conversation: root.id })).rejects.toThrow('stream/unknown');
    await alice.push(op(crew, 'member', 'delete', undefined, { key: 'bob' }));
    expect(textsOf(await find(bob, 'secret'))).toEqual([]);
    for (const text of ['secret', ''])
      await expect(find(bob, text, { conversation: 'crew' })).rejects.toThrow('stream/unknown');
    const stranger = await world.join('mallory');
    expect(await find(stranger, 'secret')).toEqual({ type: 'found', re: 7, hits: [], complete: true });
  });

  test(`[PRO-67] edited messages are found by their new words, deleted ones not at all (${name})`, async () => {
    const { alice, say } = await aboard();
    const { id } = await say(alice, crew, 'ship ahead');
    expect(textsOf(await find(alice, 'ship'))).toEqual(['ship ahead']);
    await alice.push(op(crew, 'message', 'patch', { text: 'land ahead' }, { key: id }));
    expect([textsOf(await find(alice, 'ship')), textsOf(await find(alice, 'land'))]).toEqual([[], ['land ahead']]);
    await alice.push(op(crew, 'message', 'delete', undefined, { key: id }));
    expect(textsOf(await find(alice, 'ahead'))).toEqual([]);
  });

  test(`[PRO-67] page by page everything is found once, newest first, also what was committed together (${name})`, async () => {
    const { world, alice } = await aboard();
    for (let round = 0; round < 4; round++) {
      await world.runtime.advance(1_000);
      const both = [crew, deck].flatMap((stream) => [1, 2, 3].map((n) => send(stream, `ship ${round} ${n}`)));
      await alice.push(...both);
    }
    const all = await find(alice, 'ship', { limit: 100 });
    expect([all.hits.length, all.next]).toEqual([24, undefined]);
    const times = all.hits.map(({ row }) => row.at);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    for (const limit of [1, 5, 7]) {
      const pages: Found['hits'][number][] = [];
      let page: string | undefined;
      do {
        const found: Found = await find(alice, 'ship', { limit, ...(page && { page }) });
        pages.push(...found.hits);
        page = found.next;
      } while (page !== undefined);
      expect(pages).toEqual(all.hits);
    }
    await expect(find(alice, 'ship', { page: 'next' })).rejects.toThrow('frame/malformed');
  });
}
