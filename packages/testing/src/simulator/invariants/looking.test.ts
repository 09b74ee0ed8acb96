import { expect, test } from 'vitest';
import { DATES } from './dates.ts';
import { FOUND_WORDS } from './found-words.ts';
import { PACED } from './paced.ts';
import { ann, bob, CREW, found, messageAt, STREAM } from './planted-run.ts';
import { RECEIPTS_EQUAL } from './receipts-equal.ts';
import { TAKEN_ALONG } from './taken-along.ts';

type Plant = Parameters<typeof found>[0];

test('[SIM-69] receipts that a recount of the marks does not give are found', async () => {
  const end = (lie: boolean) =>
    found(
      (scene) => {
        ann(scene).views()?.lookAtReceipts(CREW, 1);
        const { marks } = scene.server.store().streams.get(STREAM) ?? {};
        const bobs = marks?.get('bob');
        if (lie && bobs) marks?.set('bob', { ...bobs, delivered: 0, read: 0 });
      },
      {},
      [],
      [RECEIPTS_EQUAL],
    );
  expect(await end(false)).toBeUndefined();
  expect(await end(true)).toMatch(/^SIM-69: ann1 shows of conversation:.*@1 bob \/ (bob)?, a recount {2}\/ $/);
});

test('[SIM-70] a time that is looked for at another place is found, unless the device is not sure of it', async () => {
  const goTo = (ord: number, isSure: boolean) =>
    found(
      (scene) => {
        const { at = 0 } = (messageAt(ann(scene).disk(), 3)?.body ?? {}) as { readonly at?: number };
        scene.tell('dated', ann(scene), CREW, at, { ord, isSure });
      },
      {},
      [],
      [DATES],
    );
  // Four messages of one burst, and a later one.
  expect([await goTo(1, true), await goTo(5, false)]).toEqual([undefined, undefined]);
  expect(await goTo(5, true)).toMatch(/^SIM-70: ann1 goes to conversation:.*@5 for \d+, and @4 is of \d+$/);
});

test('[SIM-71] ops that leave faster than the app allows are found', async () => {
  const push = (features: readonly string[], count: number) =>
    found(
      (scene) => scene.tell('sent', ann(scene), [{ type: 'push', ops: Array.from({ length: count }) } as never]),
      { features },
      [],
      [PACED],
    );
  expect([await push(['send-many'], 6), await push([], 60)]).toEqual([undefined, undefined]);
  expect(await push(['send-many'], 9)).toMatch(/^SIM-71: ann1 pushes 9 ops, \d(\.\d+)? more than 6 and 2\/s allow$/);
});

const searched = (plant: Plant) => found(plant, { features: ['search-words'] }, [], [FOUND_WORDS]);

test('[SIM-72] a message that a scan finds and search does not is found', async () => {
  expect(await searched(() => {})).toBeUndefined();
  const missed = await searched((scene) => {
    const disk = ann(scene).disk();
    for (const ord of [1, 2, 3, 4, 5]) {
      const stored = messageAt(disk, ord);
      // The view of the invariants has it, the device's database has not.
      if (stored)
        disk.note([{ store: 'messages', put: { ...stored, body: { ...(stored.body as object), id: `lost ${ord}` } } }]);
    }
  });
  expect(missed).toMatch(/^SIM-72: ann1 (holds lost \d with the word .*, and finds it not|finds .* for .*)$/);
});

test('[SIM-73] a device whose import is another is found', async () => {
  const end = (plant: Plant) => found(plant, { features: ['take-along'] }, [], [TAKEN_ALONG]);
  expect(await end(() => {})).toBeUndefined();
  const other = await end((scene) => {
    const { storage } = bob(scene).disk();
    const { read } = storage;
    let reads = 0;
    Object.assign(storage, {
      read: async (requests: readonly { readonly limit?: number; readonly store: string }[]) => {
        const answers = await read(requests as never);
        // What is exported, page by page, lacks a row.
        const isPage = requests[0]?.limit !== undefined && requests[0].store === 'rows' && ++reads > 0;
        return isPage ? answers.map((rows) => (rows as readonly unknown[]).slice(1)) : answers;
      },
    });
  });
  expect(other).toMatch(/^SIM-73: bob2 holds .* in rows, its import /);
});
