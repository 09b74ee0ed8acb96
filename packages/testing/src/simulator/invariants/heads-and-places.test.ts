import type { Message } from '@tidemark/core';
import { userStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { rowIdOf } from '../server-history.ts';
import type { Scene } from '../steps/step-kind.ts';
import { JOINED } from './joined.ts';
import { ann, bob, CREW, found, messageAt, putState, STREAM, stateOf, write } from './planted-run.ts';

const idAt = (scene: Parameters<typeof ann>[0], ord: number): string =>
  (messageAt(ann(scene).disk(), ord)?.body as { readonly id?: string } | undefined)?.id ?? '';

test('[SIM-60] a row that is not what anybody wrote to it last is found', async () => {
  const steps = [{ atMs: 6_000, kind: 'note', device: 0, amount: 0, how: 'put' }];
  expect(await found(() => {}, {}, steps)).toBeUndefined();
  const outcome = await found(
    (scene) => {
      const device = ann(scene);
      scene.tell('noting', device, device.disk(), 'n0', 98);
      scene.tell('noting', device, device.disk(), 'n0', 99);
      scene.tell('noted', device, device.disk(), 'n0', 99);
    },
    {},
    steps,
  );
  expect(outcome).toMatch(/^SIM-60: n0 of ann is \d+, and was last written as 99$/);
});

test('[SIM-61] a message that waits before an older one is found, and one that had a place behind one that had none', async () => {
  const paused = [
    { atMs: 8_000, kind: 'pause', device: 0, forMs: 15_000 },
    { atMs: 9_000, kind: 'burst', device: 0, conversation: 0, amount: 2 },
  ];
  const swapped = await found(
    (scene) => {
      const [first, second] = [...ann(scene).disk().view.outbox.values()];
      if (!first || !second) return;
      const at = (n: number, body: object) => ({
        store: 'outbox',
        put: { key: [STREAM, n], rev: 0, keys: {}, body },
      });
      ann(scene)
        .disk()
        .note([at(99, first)]);
      scene.tell('deviceCommitted', ann(scene), ann(scene).disk(), [at(99, first)]);
    },
    {},
    paused,
  );
  expect(swapped).toMatch(/^SIM-61: ann1 keeps .* at conversation:.* 99, behind one that was written after it/);
  const behind = await found(
    (scene) => {
      const op = { opId: idAt(scene, 1), stream: STREAM, collection: 'message', kind: 'put' };
      const put = { store: 'outbox', put: { key: [STREAM, 99], rev: 1, keys: {}, body: { op, attempts: 1 } } };
      ann(scene).disk().note([put]);
      ann(scene)
        .disk()
        .note([{ store: 'messages', delete: [STREAM, 1] }]);
      scene.tell('deviceCommitted', ann(scene), ann(scene).disk(), [put]);
    },
    {},
    paused,
  );
  expect(behind).toMatch(/^SIM-61: ann1 keeps .* 99, behind one that was written after it/);
});

test('[SIM-62] a connection that is given up in silence is found, unless it was asked', async () => {
  const silence = (...said: readonly object[]) =>
    found(({ tell, devices, timers }) => {
      const [device] = devices;
      if (!device) return;
      tell('read', device, []);
      tell('sent', device, said as never);
      timers.set(10_000, () => tell('status', device, { kind: 'offline', why: ['lost'] }));
    });
  // What the device really says and hears meanwhile is told too.
  expect(await silence()).toBeUndefined();
  const frozen = await found(({ tell, devices, timers }) => {
    const [device] = devices;
    device?.freeze();
    timers.set(10_000, () => device && tell('status', device, { kind: 'offline', why: ['lost'] }));
  });
  expect(frozen).toMatch(/^SIM-62: ann1 gives up after \d+ ms of silence, and never asked$/);
});

test('[SIM-63] a head that falls is found', async () => {
  const outcome = await found((scene) => {
    const { head } = stateOf(bob(scene).disk());
    if (head) putState(scene, bob(scene), { head: { ...head, rev: head.rev - 1 } });
  });
  expect(outcome).toMatch(/^SIM-63: bob2 knew .* up to @5#\d+, and knows it up to @5#\d+$/);
});

test('[SIM-64] a conversation that one is added to and that is never fetched is found', async () => {
  const stream = userStream('bob');
  const plant = (act: (scene: Scene) => void) => found(act, {}, [], [JOINED]);
  const row = { collection: 'membership', key: 'other', rev: 77, at: 1, author: 'ann', body: { role: 'member' } };
  const added = (isPage: boolean, members = ['bob'], parent?: string) =>
    plant((scene) => {
      const device = bob(scene);
      const { streams } = scene.server.store();
      const of = streams.get(STREAM);
      const stored = (collection: string, key: string, body: object) =>
        [rowIdOf(collection, key), { collection, key, body: JSON.stringify(body) }] as const;
      const rows = [
        ...members.map((member) => stored('member', member, {})),
        stored('conversation', 'other', parent ? { parent, root: 'root' } : {}),
      ];
      if (of) streams.set('conversation:other', { ...of, messages: [], rows: new Map(rows as never) });
      const frame = { type: isPage ? 'page' : 'changes', stream, rows: [row] };
      scene.tell('read', device, [frame as never]);
      const put = { key: [stream, 'membership', 'other'], rev: 77, keys: {}, body: row };
      scene.tell('deviceCommitted', device, device.disk(), [{ store: 'rows', put }]);
      const state = { stream: 'conversation:other', ranges: [], own: {}, summary: {}, marks: {} };
      device
        .disk()
        .note([{ store: 'streams', put: { key: ['conversation:other', 'state'], rev: 0, keys: {}, body: state } }]);
    });
  expect(await added(false)).toBe('SIM-64: bob2 was told of conversation:other while it ran, and never fetched it');
  expect(await added(true)).toBeUndefined();
  // A thread below a message of a conversation that one left; a conversation that one was taken out of again.
  expect([await added(false, ['bob'], 'left'), await added(false, [])]).toEqual([undefined, undefined]);
});

test('[SIM-9] a message that counts as delivered before it is held is found', async () => {
  const outcome = await found((scene) => {
    const state = stateOf(bob(scene).disk());
    const cursor = { epoch: 'e0', rev: 3, ord: 0 };
    const own = { delivered: 5, read: 0, toldDelivered: 0, toldRead: 0 };
    scene.tell('wiped', bob(scene), bob(scene).disk());
    const put = { key: [STREAM, 'state'], rev: 0, keys: {}, body: { ...state, cursor, own } };
    scene.tell('deviceCommitted', bob(scene), bob(scene).disk(), [{ store: 'streams', put }]);
  });
  expect(outcome).toMatch(/^SIM-9: bob2, own of .*: delivered @5, and no more than @0 is held$/);
});

test('[SIM-12] an eviction from a stream that is to begin a new history is found', async () => {
  const outcome = await found((scene) => {
    const body = { ...stateOf(bob(scene).disk()), resetTo: 'e9', ranges: [{ from: 2, to: 5 }] };
    const state = { store: 'streams', put: { key: [STREAM, 'state'], rev: 0, keys: {}, body } };
    write(scene, bob(scene), { store: 'messages', deleteRange: { prefix: [STREAM], to: [STREAM, 1] } }, state);
  });
  expect(outcome).toMatch(/^SIM-12: bob2 evicts from .*, which is to begin a new history$/);
});

test('[SIM-6] room made of what the server never had is found', async () => {
  const outcome = await found((scene) => {
    const disk = ann(scene).disk();
    const { body, ...rest } = messageAt(disk, 1) ?? { key: [], rev: 0, keys: {}, body: {} };
    disk.note([{ store: 'messages', put: { ...rest, key: [STREAM, 99], body: { ...(body as object), id: 'never' } } }]);
    const message = { id: 'never', conversationId: CREW } as Message;
    scene.tell('saved', ann(scene), disk, message);
    const gone = { store: 'messages', deleteRange: { prefix: [STREAM], from: [STREAM, 99], to: [STREAM, 99] } };
    disk.note([gone]);
    scene.tell('deviceCommitted', ann(scene), disk, [gone]);
  });
  expect(outcome).toMatch(
    /^SIM-6: ann1 wrote never into .*, and as room is made it is neither in the outbox nor held$/,
  );
});
