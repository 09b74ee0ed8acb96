import { expect, test } from 'vitest';
import type { Read } from '../local-db/storage-adapter.ts';
import { defineCollection } from '../observe/collection-repository.ts';
import { anyObject } from '../test-support/any-object.ts';
import { deviceBench } from '../test-support/device-bench.ts';
import type { Note } from '../test-support/note-bench.ts';
import { watchedStorage } from '../test-support/watched-storage.ts';

/** A device whose storage answers one read only when told to. */
async function slowReader() {
  const storage = watchedStorage();
  let isSlow = false;
  let answer = (): void => {};
  const read = async (requests: readonly Read[]): Promise<readonly unknown[]> => {
    if (isSlow) {
      isSlow = false;
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
    }
    return storage.read(requests);
  };
  const bench = await deviceBench({ storage: { ...storage, read } });
  const notes = bench.client.collection(defineCollection<Note>({ name: 'note', schema: anyObject<Note>() }));
  return {
    ...bench,
    notes,
    /** The next read waits for the returned function. */
    slow() {
      isSlow = true;
      return (): void => answer();
    },
  };
}

test('[WRI-14] writes go in the order of the calls, also where the first one’s read is answered last', async () => {
  const { notes, slow, settle } = await slowReader();
  const release = slow();
  const writes = [notes.put('a', { text: 'first' }), notes.put('a', { text: 'second' })];
  await settle();
  release();
  await Promise.all(writes);
  expect(await notes.get('a')).toEqual({ text: 'second' });
});

test('[WRI-14] one that is refused keeps nothing behind it', async () => {
  const { notes } = await slowReader();
  const refused = notes.put('a', 'no object' as never);
  const kept = notes.put('b', { text: 'kept' });
  await expect(refused).rejects.toThrow();
  await kept;
  expect(await notes.get('b')).toEqual({ text: 'kept' });
});
