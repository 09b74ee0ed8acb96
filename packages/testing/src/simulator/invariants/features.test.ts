import type { Change } from '@tidemark/core';
import { userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import type { Scene } from '../steps/step-kind.ts';
import { ALL_EQUAL } from './all-equal.ts';
import { FEATURES_EQUAL } from './features-equal.ts';
import { NEVER_STORED } from './never-stored.ts';
import { ann, bob, CREW, found, messageAt, play, STREAM, write } from './planted-run.ts';

const features = ['react', 'pin-message', 'reply-in-thread', 'edit', 'hide-message'];
const used = features.slice(0, 3).map((kind, n) => ({
  ...{ atMs: 6_000 + n, kind, device: 0, conversation: 0, amount: n },
}));
const named = { atMs: 7_000, kind: 'edit', device: 0, conversation: 0, amount: 0, how: 'naming' };

/** Changes what the server says of rows of a collection, behind everybody's back and at the same rev. */
const rewriting =
  (collection: string, body: string | null, stream = STREAM) =>
  ({ server }: Scene) => {
    const { rows } = server.store().streams.get(stream) ?? {};
    for (const [id, row] of rows ?? []) if (row.collection === collection) rows?.set(id, { ...row, body });
  };
const shownThen = (plant: (scene: Scene) => void) => found(plant, { features }, [...used, named], [FEATURES_EQUAL]);

test('[SIM-56] what features show as the server has it is not found', async () => {
  const { violation, befell } = await play(() => {}, { features }, [...used, named]);
  expect([violation, [...befell]]).toEqual([undefined, [...features.slice(0, 4).map((kind) => [kind, 1])]]);
});

test('[SIM-56] in the end a reaction, pin, thread or mention is found that is shown and is not so', async () => {
  expect(await shownThen(rewriting('reaction', null))).toMatch(/^SIM-56: ann1 shows the reactions . of ann at /u);
  expect(await shownThen(rewriting('pin', null))).toMatch(/^SIM-56: ann1 shows the pins .* by ann/);
  expect(await shownThen(rewriting('thread', '{"count":7}'))).toMatch(/^SIM-56: ann1 shows the threads 1 replies to /);
  expect(await shownThen(rewriting('mention', null, userStream('bob')))).toMatch(/^SIM-56: bob2 shows the mentions /);
});

test('[SIM-56] what is so and not shown is found, and what was shown without a word', async () => {
  const missing = await shownThen(rewriting('reaction', '{"👍":true,"😀":true,"🌊":true}'));
  expect(missing).toMatch(/^SIM-56: ann1 does not show the reactions . of ann at /u);
  const silent = await shownThen((scene) => {
    const pins = bob(scene).views()?.pins.get(CREW);
    if (pins) pins.last = [];
  });
  expect(silent).toMatch(/^SIM-56: bob2 shows pins in .* anew, and told nobody/);
});

test('[SIM-16] in the end a row of the same rev that says something else is found, and one about a message that is missing', async () => {
  const end = (plant: (scene: Scene) => void) => found(plant, { features }, used, [ALL_EQUAL]);
  expect(await end(rewriting('conversation', '{"kind":"group","title":"other"}'))).toMatch(
    /^SIM-16: ann1 holds .* conversation\/.* as .*, the server has .*other/,
  );
  const missing = await end((scene) => {
    const rows = [...(bob(scene).disk().view.rows.get(STREAM)?.values() ?? [])];
    const gone = rows
      .filter(({ key }) => key[1] === 'reaction')
      .map(({ key }): Change => ({ store: 'rows', delete: key }));
    bob(scene).disk().note(gone);
  });
  expect(missing).toMatch(/^SIM-16: bob2 holds .* reaction\/.*#undefined, the server has /);
});

test('[SIM-14] a screen without an edit that waits is found, and one with a message that its user hid', async () => {
  const settle = (scene: Scene, ...changes: readonly Change[]): void => {
    bob(scene).disk().note(changes);
    scene.tell('settled', bob(scene), bob(scene).disk());
  };
  const idOf = (scene: Scene, ord: number) => String(messageAt(bob(scene).disk(), ord)?.keys['id']?.[0]?.[0]);
  const changed = (kind: 'patch' | 'delete') => (scene: Scene) => {
    const op = {
      opId: 'edit',
      stream: STREAM,
      collection: 'message',
      key: idOf(scene, 5),
      kind,
      body: { text: 'other' },
    };
    settle(scene, { store: 'outbox', put: { key: [STREAM, 9], rev: 0, keys: {}, body: { op, attempts: 0 } } });
  };
  expect(await found(changed('patch'))).toMatch(/^SIM-14: bob2 shows in /);
  expect(await found(changed('delete'))).toMatch(/^SIM-14: bob2 shows in /);
  const hides = await found(
    (scene) => {
      const key = [userStream('bob'), 'hidden', idOf(scene, 1)];
      settle(scene, { store: 'rows', put: { key, rev: 1, keys: {}, body: { body: {} } } });
    },
    { features },
  );
  expect(hides).toMatch(/^SIM-14: bob2 shows in /);
});

test('[SIM-54] an error of the client that is none of Tidemark’s is found', async () => {
  const threw = await found((scene) => scene.tell('threw', ann(scene), new TypeError('no such thing')));
  expect(threw).toMatch(/^SIM-54: TypeError: no such thing/);
});

test('[SIM-56] in the end a draft, a scheduled message or a blocked user is found that is shown and is not so', async () => {
  const own = ['draft', 'schedule', 'block'].map((kind, n) => ({
    ...{ atMs: 6_000 + n, kind, device: 0, conversation: 0, amount: 0, forMs: 60_000 },
  }));
  const shownThen = (collection: string, body: string | null) =>
    found(rewriting(collection, body, userStream('ann')), { features: own.map(({ kind }) => kind) }, own, [
      FEATURES_EQUAL,
    ]);
  expect(await shownThen('none', null)).toBeUndefined();
  expect(await shownThen('draft', null)).toMatch(/^SIM-56: ann1 shows the drafts draft \d+ for /);
  expect(await shownThen('scheduled', null)).toMatch(/^SIM-56: ann1 shows the scheduled messages /);
  expect(await shownThen('block', null)).toMatch(/^SIM-56: ann1 shows the blocked users bob/);
});

test('[SIM-14] a list without a title that waits is found, and one with a conversation that its user archived', async () => {
  const settle = (scene: Scene, collection: string, kind: string, body: object): void => {
    const op = { opId: 'waits', stream: STREAM, collection, key: CREW, kind, body };
    const put = { key: [STREAM, 9], rev: 0, keys: {}, body: { op, attempts: 0 } };
    bob(scene)
      .disk()
      .note([{ store: 'outbox', put }]);
    scene.tell('settled', bob(scene), bob(scene).disk());
  };
  const untitled = await found((scene) => settle(scene, 'conversation', 'patch', { title: 'other' }));
  expect(untitled).toMatch(/^SIM-14: bob2 lists .* as by \d+, the store has other/);
  const archived = await found((scene) => settle(scene, 'setting', 'patch', { archived: true }));
  expect(archived).toMatch(/^SIM-14: bob2 lists conversation:.*, the store has $/);
});

test('[SIM-14] a conversation that stands by itself otherwise than in the list is found, and one that told nobody', async () => {
  const look = (lie: (told: { observed: { getSnapshot(): unknown }; last: unknown }) => void) =>
    found((scene) => {
      const one = bob(scene).views()?.conversations.get(CREW);
      if (one) lie(one as never);
      scene.tell('settled', bob(scene), bob(scene).disk());
    });
  expect(await look(() => {})).toBeUndefined();
  const silent = await look((one) => {
    one.last = undefined;
  });
  expect(silent).toMatch(/^SIM-14: bob2 shows the conversation .* anew, and told nobody/);
  const other = await look((one) => {
    const { conversation } = one.observed.getSnapshot() as { readonly conversation: object };
    const view = { conversation: { ...conversation, unread: 7 } };
    one.last = view;
    Object.assign(one, { observed: { getSnapshot: () => view } });
  });
  expect(other).toMatch(/^SIM-14: bob2 shows .*"unread":7.* and lists it as .*"unread":0/);
});

test('[SIM-57] what is stored of typing or presence is found, on a device, in an outbox and on the server', async () => {
  const row = { store: 'rows', put: { key: [STREAM, 'typing', 'bob'], rev: 1, keys: {}, body: { body: {} } } };
  expect(await found((scene) => write(scene, bob(scene), row))).toBe('SIM-57: bob2 stores typing');
  const op = { opId: 'x', stream: STREAM, collection: 'presence', key: 'bob', kind: 'put', body: {} };
  const waits = { store: 'outbox', put: { key: [STREAM, 9], rev: 0, keys: {}, body: { op, attempts: 0 } } };
  const inOutbox = await found((scene) => write(scene, bob(scene), waits), {}, [], [NEVER_STORED]);
  expect(inOutbox).toBe('SIM-57: the outbox of bob2 stores presence');
  const rows = [{ stream: STREAM, collection: 'signal', key: 'bob', rev: 9, at: 0, author: 'bob', op: '', body: '{}' }];
  const onServer = await found(
    ({ tell }) => tell('serverCommitted', { at: 0, streams: [], sent: [], changed: [], rows, ops: [], marks: [] }),
    {},
    [],
    [NEVER_STORED],
  );
  expect(onServer).toBe('SIM-57: the server stores signal');
});
