import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { STORES } from '../local-db/schema.ts';
import { defineCollection } from '../observe/collection-repository.ts';
import { anyObject } from '../test-support/any-object.ts';
import { deviceBench } from '../test-support/device-bench.ts';
import type { Feature } from './feature.ts';

test('[FEA-1] a feature is opened once a client, at its first use', async () => {
  const opened: string[] = [];
  const greeting: Feature<{ hello: () => string }> = {
    open: ({ me }) => {
      opened.push(String(me()));
      return { hello: () => `hello ${me()}` };
    },
  };
  const [ann, bob] = [await deviceBench(), await deviceBench({ user: 'bob' })];
  expect(opened).toEqual([]);
  const first = ann.client.use(greeting);
  expect([first.hello(), ann.client.use(greeting) === first, opened]).toEqual(['hello ann', true, ['ann']]);
  expect([bob.client.use(greeting).hello(), opened]).toEqual(['hello bob', ['ann', 'bob']]);
});

test('[FEA-1] a collection is a feature: every part of an app has the same one', async () => {
  const { client } = await deviceBench();
  const todo = defineCollection<{ title: string }>({ name: 'todo', schema: anyObject() });
  expect(client.collection(todo)).toBe(client.use(todo));
});

test('[FEA-2] features end in the reverse order, offline, and what they write then is durable', async () => {
  const { client, live, peers, storage } = await deviceBench();
  await live();
  const ended: string[] = [];
  const ending = (name: string): Feature<string> => ({
    open({ atClose, enqueue }) {
      atClose(async () => {
        ended.push(`${name}, ${peers.some((peer) => peer.isOpen()) ? 'online' : 'offline'}`);
        await enqueue({ stream: build.stream, collection: 'message', kind: 'put', body: { text: name } }).saved;
      });
      return name;
    },
  });
  client.use(ending('first'));
  client.use(ending('last'));
  await client.close();
  expect(ended).toEqual(['last, offline', 'first, offline']);
  await storage.open({ name: 'tidemark', stores: STORES });
  const [rows] = await storage.read([{ store: 'outbox' }]);
  expect(rows).toMatchObject([
    { body: { op: { body: { text: 'last' } } } },
    { body: { op: { body: { text: 'first' } } } },
  ]);
});

test('[FEA-2] an end that fails is told and keeps nothing from closing; what opens later is refused', async () => {
  const { client, errors, storage } = await deviceBench();
  const failing: Feature<true> = {
    open({ atClose }) {
      atClose(() => {
        throw new Error('cannot end');
      });
      return true;
    },
  };
  client.use(failing);
  await client.close();
  expect(errors).toMatchObject([{ message: 'cannot end' }]);
  await expect(storage.read([])).rejects.toMatchObject({ code: 'storage/closed' });
  expect(client.use(failing)).toBe(true);
  expect(() => client.use({ open: () => true })).toThrow(expect.objectContaining({ code: 'client/closed' }));
});
