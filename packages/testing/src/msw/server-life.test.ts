import { createMemoryLogStore } from '@tidemark/server-reference/embed';
import { expect, test } from 'vitest';
import { build } from '../builders/build.ts';
import { beginLife } from './server-life.ts';

/** A connection of Ann's, welcomed. */
async function connect({ core }: ReturnType<typeof beginLife>) {
  const said: string[] = [];
  const { receive } = core.accept({ send: (text) => said.push(text), close: () => {}, bufferedBytes: () => 0 });
  const say = (...frames: readonly object[]): void => receive(JSON.stringify(frames));
  say(build.hello({ token: 'ann' }));
  await expect.poll(() => said.join()).toContain('welcome');
  return { say, said };
}

const creation = (opId: string): object => ({
  type: 'push',
  ops: [
    {
      opId,
      stream: 'conversation:crew',
      collection: 'conversation',
      key: 'crew',
      kind: 'put',
      body: { kind: 'group', members: [] },
    },
  ],
});

test('[KIT-19] a life that ends commits nothing more, and the next one has what was committed', async () => {
  const store = createMemoryLogStore('e0');
  const options = { verifyToken: async (user: string) => ({ user }) };
  const first = beginLife(store, options);
  const ann = await connect(first);
  ann.say(creation('01890000-0000-7000-8000-000000000001'));
  first.end();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(store.ops.size).toBe(0);
  expect(ann.said.join()).not.toContain('results');
  const second = beginLife(store, options);
  const again = await connect(second);
  again.say(creation('01890000-0000-7000-8000-000000000001'));
  await expect.poll(() => again.said.join()).toContain('"ok"');
  expect(store.ops.size).toBe(1);
  second.end();
});
