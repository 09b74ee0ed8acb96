import { type Client, defineCollection, memoryStorage, type StorageAdapter } from '@tidemark/core';
import { expect, test } from 'vitest';
import type { StoragePlace } from './app-under-test.ts';
import { expandSeed } from './expand.ts';
import { NOTES } from './notes.ts';
import { conversationId } from './plan.ts';
import { type SimulateOptions, simulate } from './simulate.ts';

/** An app that folds the messages of a conversation into a list of its own. */
function listOf(client: Client, fold: (ids: string[], shown: readonly string[]) => void) {
  const window = client.messages.observe(conversationId(0), { limit: 1_000 });
  const ids: string[] = [];
  const shown = (): readonly string[] => window.getSnapshot()?.rows.map(({ id }) => id) ?? [];
  window.subscribe(() => fold(ids, shown()));
  return { ids, shown };
}

const folding = (fold: (ids: string[], shown: readonly string[]) => void) =>
  ({
    open: (client: Client) => listOf(client, fold),
    always({ app }: { readonly app: ReturnType<typeof listOf> }) {
      expect(app.ids).toEqual(app.shown());
    },
  }) satisfies SimulateOptions<ReturnType<typeof listOf>>;

/** Believes that what is new stands at the end: a message that was sent meanwhile by somebody else does not. */
const APPENDING = folding((ids, shown) => ids.push(...shown.slice(ids.length)));
const REPLACING = folding((ids, shown) => ids.splice(0, ids.length, ...shown));

test('[SIM-48] a bug in what an app makes of its rows is found, made small and told', async () => {
  const { failure, runs } = await simulate(APPENDING);
  expect(runs).toBeLessThan(100);
  expect(failure?.violation).toMatchObject({ rule: 'APP-ALWAYS' });
  // Two devices, a conversation, and a message each.
  expect(failure?.plan.steps.length).toBeLessThanOrEqual(8);
  expect(failure?.text).toContain('APP-ALWAYS');
  expect(failure?.text).toMatch(/→ server: push conversation:c0/);
  const plans = failure ? [failure.plan] : [];
  expect((await simulate({ ...APPENDING, plans, seeds: 0 })).failure?.violation.rule).toBe('APP-ALWAYS');
  const { runs: again, failure: none } = await simulate({ ...REPLACING, plans, seeds: 0 });
  expect([again, none]).toEqual([1, undefined]);
});

test('[SIM-48] an app that does right passes, and its own steps and last checks are run', async () => {
  const names = new Set<string>();
  let ends = 0;
  const { runs, failure, befell } = await simulate({
    ...REPLACING,
    seeds: 10,
    steps: {
      async jot({ client, user }, random) {
        names.add(user);
        await client.collection(NOTES).put('jotted', { n: random.fraction(), text: user });
      },
    },
    atRest(all) {
      expect(all.length).toBeGreaterThan(0);
      ends++;
    },
  });
  expect(failure?.text).toBeUndefined();
  expect([runs, ends]).toEqual([10, 10]);
  expect(names.size).toBeGreaterThan(1);
  expect(befell.size).toBeGreaterThan(5);
});

test('[SIM-48] what an app throws is a violation; a refusal of Tidemark is not', async () => {
  const shout = { always: () => {}, steps: { shout: () => Promise.reject(new Error('out loud')) } };
  const { failure } = await simulate({ ...shout, seeds: 20 });
  expect(failure?.violation.rule).toBe('APP-THROWS');
  expect(failure?.text).toContain('out loud');
  expect(failure?.plan.steps).toHaveLength(1);
  const crowd = defineCollection({ name: 'crowd', schema: NOTES.schema });
  const refused = { squeeze: ({ client }: { client: Client }) => client.collection(crowd).put('', { n: 1, text: '' }) };
  expect((await simulate({ steps: refused, seeds: 5 })).failure).toBeUndefined();
});

/** The memory of a place: what is written there outlives the process. */
function memoryOf({ data }: StoragePlace): StorageAdapter {
  const memory = (data.get('memory') as StorageAdapter | undefined) ?? memoryStorage();
  data.set('memory', memory);
  void memory.close();
  return memory;
}

test("[SIM-49] an app's own storage is run under the same faults; one that tears is found", async () => {
  // Histories in which processes die amid a commit: of others there is nothing to see here.
  const plans = Array.from({ length: 2_000 }, (_, seed) => expandSeed(seed)).filter(({ steps }) =>
    steps.some(({ kind, how }) => kind === 'die-at-commit' && how === 'during'),
  );
  const { failure } = await simulate({
    plans,
    seeds: 0,
    storage(place) {
      const memory = memoryOf(place);
      return {
        ...memory,
        async commit(changes) {
          for (const change of changes) {
            if (place.ended.aborted) return new Promise(() => {});
            await memory.commit([change]);
          }
          return true;
        },
      };
    },
  });
  expect(failure?.violation.rule).toBe('SIM-47');
  expect(failure?.text).toContain('fault: die-during-commit');
  expect((await simulate({ storage: memoryOf, seeds: 15 })).failure?.text).toBeUndefined();
});
