import { build } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { deviceBench } from '../test-support/device-bench.ts';
import { watchedStorage } from '../test-support/watched-storage.ts';

const conversation = build.id(0);

test('[LDB-11] a database that another opener upgraded is told as storage/stale, and writes go on', async () => {
  const storage = watchedStorage();
  let becomeStale = (): void => {};
  const { client, errors } = await deviceBench({
    storage: {
      ...storage,
      open(spec) {
        becomeStale = () => spec.onStale?.();
        return storage.open(spec);
      },
    },
  });
  expect(errors).toEqual([]);
  becomeStale();
  expect(errors).toMatchObject([{ code: 'storage/stale' }]);
  await client.messages.send(conversation, { text: 'still here' });
  expect(client.outbox.observe().getSnapshot()).toHaveLength(1);
});
