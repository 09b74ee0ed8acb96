import type { Change, Conversation, ConversationsView, JumpWindow, Message, MessagesView } from '@tidemark/core';
import { expect, test } from 'vitest';
import type { SimDevice } from '../device.ts';
import type { StoredState } from '../disk.ts';
import type { Settings } from '../plan.ts';
import { NO_FLICKER } from './no-flicker.ts';
import { ann, bob, CREW, found, putState, STREAM, show, stateOf, write } from './planted-run.ts';

test('[SIM-7] a message that vanishes is found, one that is shown twice, and a conversation that goes', async () => {
  expect(await found((scene) => show(scene, bob(scene), (rows) => rows.slice(0, -1)))).toMatch(
    /^SIM-7: bob2 showed .*, and shows it no more/,
  );
  expect(
    await found((scene) =>
      show(scene, bob(scene), ([first, ...rows]) => [...rows, first as Message, first as Message]),
    ),
  ).toMatch(/^SIM-7: bob2 shows .* twice/);
  expect(
    await found(({ tell, devices }) => tell('listed', devices[0] as SimDevice, { rows: [], hasOlder: false })),
  ).toMatch(/^SIM-7: ann1 listed .*, and lists it no more/);
  // Created, lost with its database, and created again: a creation that the storage refuses goes (LOP-24).
  const refused = (isWiped: boolean) =>
    found((scene) => {
      const device = bob(scene);
      const disk = device.disk();
      const now = device.list()?.getSnapshot() as ConversationsView;
      const [row] = now.rows as readonly [Conversation];
      const op = { opId: 'op', stream: 'conversation:new', collection: 'conversation', kind: 'put', body: {} };
      const put = { key: ['conversation:new', 1], rev: 0, keys: {}, body: { op, attempts: 0 } };
      scene.tell('deviceCommitted', device, disk, [{ store: 'outbox', put }]);
      if (isWiped) scene.tell('wiped', device, disk);
      scene.tell('refused', device);
      scene.tell('listed', device, { ...now, rows: [...now.rows, { ...row, id: 'new' }] });
      scene.tell('listed', device, now);
    });
  expect(await refused(false)).toBe('SIM-7: bob2 listed new, and lists it no more');
  expect(await refused(true)).toBe(undefined);
});

test('[SIM-7] what a new history confirmed stands behind the places of the old, and pushes them out', async () => {
  // m2' and m4' were confirmed at @2 and @4 of e1, of which this device has no page yet; x@2 is of e0.
  const pushes = (after: readonly string[], epoch = 'e1') =>
    found(
      ({ tell, ...scene }) => {
        const device = bob({ tell, ...scene });
        const disk = device.disk();
        const view = device.screens().get(CREW)?.window.getSnapshot() as MessagesView;
        const places: Readonly<Record<string, number>> = { x: 2, m2: 2, m4: 4 };
        const rowOf = (id: string): Message => ({
          ...(view.rows[0] as Message),
          id,
          ord: places[id],
          mine: id !== 'x',
        });
        const keys = ['m2', 'm4'].map((id) => ({ id, key: [STREAM, 90 + (places[id] as number)] }));
        for (const { id, key } of keys) {
          const body = {
            op: { opId: id, stream: STREAM, collection: 'message', kind: 'put' },
            attempts: 1,
            ack: { epoch },
          };
          disk.note([{ store: 'outbox', put: { key, rev: 0, keys: {}, body } }]);
        }
        tell('hidden', device, CREW);
        for (const ids of [['x', 'm2', 'm4'], after]) tell('shown', device, CREW, { ...view, rows: ids.map(rowOf) });
        tell('hidden', device, CREW);
        for (const { key } of keys) disk.note([{ store: 'outbox', delete: key }]);
      },
      {},
      [],
      [NO_FLICKER],
    );
  expect(await pushes(['m2', 'm4', 'new'])).toBe(undefined);
  expect(await pushes(['m2', 'new', 'newer'])).toBe(`SIM-7: bob2 showed m4 (@4) in ${CREW}, and shows it no more`);
  expect(await pushes(['m2', 'm4', 'new'], 'e0')).toBe(`SIM-7: bob2 showed x (@2) in ${CREW}, and shows it no more`);
});

test('[SIM-8] a tick that goes back is found, and a failure that nobody knows of', async () => {
  const as = (delivery: Message['delivery']) => (rows: readonly Message[]) => rows.map((row) => ({ ...row, delivery }));
  expect(await found((scene) => show(scene, ann(scene), as('sending')))).toMatch(
    /^SIM-8: ann1 shows .* as sending, after/,
  );
  expect(await found((scene) => show(scene, ann(scene), as('failed')))).toMatch(/as failed, and its end is not known/);
});

test('[SIM-9] marks that fall are found, those past the newest message, and read ones not delivered', async () => {
  const own = (parts: Partial<StoredState['own']>) =>
    found((scene) => putState(scene, bob(scene), { own: { ...stateOf(bob(scene).disk()).own, ...parts } }));
  expect(await own({ toldRead: 0, read: 0 })).toMatch(/^SIM-9: bob2, own of .*: marks fell/);
  expect(await own({ delivered: 99 })).toMatch(/^SIM-9: bob2, own of .*: read .*, delivered @99, newest @5/);
  const others = await found((scene) => putState(scene, bob(scene), { marks: { ann: [1, 1] } }));
  expect(others).toMatch(/^SIM-9: bob2, ann in .*: marks fell/);
  const atServer = await found((scene) => {
    const mark = { user: 'ann', delivered: 2, read: 3, ownDelivered: 2, ownRead: 2, rev: 99 };
    const marks = [{ stream: STREAM, mark }];
    scene.tell('serverCommitted', { at: 0, streams: [], sent: [], changed: [], rows: [], ops: [], marks });
  });
  expect(atServer).toMatch(/^SIM-9: the server, ann in .*: read @3, delivered @2/);
});

test('[SIM-10] a count of unread messages that a recount does not give is found', async () => {
  const outcome = await found((scene) => {
    const view = bob(scene).list()?.getSnapshot();
    if (!view) return;
    scene.tell('listed', bob(scene), { ...view, rows: view.rows.map((row) => ({ ...row, unread: row.unread + 1 })) });
    scene.tell('settled', bob(scene), bob(scene).disk());
  });
  expect(outcome).toMatch(/^SIM-10: bob2 shows 1 unread in .*, a recount finds 0/);
});

test('[SIM-11] a cache that stays above its limit is found, and one that is not looked at', async () => {
  const looking = (anchor?: number) =>
    found((scene) => {
      const device = bob(scene);
      device.hide(CREW);
      const window = { getSnapshot: () => ({ anchor }) } as JumpWindow;
      if (anchor !== undefined) scene.tell('jumped', device, CREW, window, 2);
      // The first look follows requests that were answered meanwhile, and counts for little.
      scene.tell('measured', device, device.disk(), 9_999);
      scene.timers.set(2_000, () => {
        scene.tell('measured', device, device.disk(), 9_999);
        const from = 6;
        const messages = Array.from({ length: 20 }, (_, n) => n + from).map(
          (ord): Change => ({
            store: 'messages',
            put: { key: [STREAM, ord], rev: 1, keys: {}, body: { id: `${ord}` } },
          }),
        );
        // Held since before the round began: the others do not look.
        device.disk().note(messages);
        const ranges = [{ from: 1, to: 25 }];
        device.disk().note([
          {
            store: 'streams',
            put: {
              key: [STREAM, 'state'],
              rev: 0,
              keys: {},
              body: {
                ...stateOf(device.disk()),
                ranges,
                own: { delivered: 25, read: 25, toldDelivered: 25, toldRead: 25 },
              },
            },
          },
        ]);
        scene.tell('evicted', device, device.disk(), { why: 'limit', evicted: [], usedBytes: 5_000, overBytes: 4_000 });
        scene.tell('settled', device, device.disk());
      });
    });
  const over = 'SIM-11: bob2 holds 5000 bytes with a limit of 1000, of which';
  expect(await looking()).toBe(`${over} 2 messages may not go`);
  expect(await looking(20)).toBe(`${over} 8 messages may not go`);
  expect(await looking(3)).not.toMatch(/^SIM-11/);
  const blind = await found((scene) => {
    const rows = Array.from(
      { length: 1_001 },
      (_, n): Change => ({
        store: 'rows',
        put: { key: ['app:bob', 'note', `${n}`], rev: 0, keys: {}, body: {} },
      }),
    );
    for (const delayMs of [0, 3_000]) {
      scene.timers.set(delayMs, () => {
        scene.tell('deviceCommitted', bob(scene), bob(scene).disk(), rows);
        scene.tell('settled', bob(scene), bob(scene).disk());
      });
    }
  });
  expect(blind).toMatch(/^SIM-11: bob2 applied \d+ rows since it last looked/);
});

test('[SIM-12] an eviction of what is pinned, unread or the newest page is found', async () => {
  const evict = (to: number, parts: Partial<Settings> = {}) =>
    found((scene) => {
      const ranges = [{ from: to + 1, to: 5 }];
      const body = { ...stateOf(bob(scene).disk()), ranges: to < 5 ? ranges : [] };
      const state: Change = { store: 'streams', put: { key: [STREAM, 'state'], rev: 0, keys: {}, body } };
      const prefix = [STREAM];
      write(scene, bob(scene), { store: 'messages', deleteRange: { prefix, to: [STREAM, to] } }, state);
    }, parts);
  expect(await evict(1, { pinned: CREW })).toMatch(/^SIM-12: bob2 evicts from .*, which is pinned/);
  expect(await evict(4)).toMatch(/^SIM-12: bob2 evicts .* up to @4 and keeps 1 messages/);
  const unread = await found((scene) => {
    const prefix = [STREAM];
    scene.tell('deviceCommitted', bob(scene), bob(scene).disk(), [
      { store: 'messages', deleteRange: { prefix, to: [STREAM, 99] } },
    ]);
  });
  expect(unread).toMatch(/^SIM-12: bob2 evicts .* up to @99, read up to @5/);
});

test('[SIM-13] hammering is found: connections, pushes, pulls, marks, and what the server asked to wait for', async () => {
  const connecting = await found(({ tell, devices }) => {
    for (let n = 0; n < 21; n++) tell('connecting', devices[0] as SimDevice);
  });
  expect(connecting).toMatch(/^SIM-13: ann1 connects 21 times within 10000 ms/);
  const op = { opId: 'op', stream: STREAM, collection: 'message', kind: 'put' } as const;
  const says = (...frames: readonly object[]) =>
    found(({ tell, devices }) => {
      for (const frame of frames) {
        const device = devices[0] as SimDevice;
        if (['results', 'epoch', 'heads', 'summaries'].some((member) => member in frame))
          tell('read', device, [frame as never]);
        else tell('sent', device, [frame as never]);
      }
    });
  const push = { type: 'push', ops: [op] };
  const pull = { type: 'pull', id: 1e6, stream: STREAM };
  const error = { code: 'rate/limited', class: 'retry', message: '', retryAfterMs: 5_000 };
  expect(await says(push, push)).toMatch(/^SIM-13: ann1 pushes op for the 2th time/);
  expect(await says(push, { type: 'results', results: [{ opId: 'op', error }] }, push)).toMatch(
    /asked not to before 15000 ms/,
  );
  const other = { type: 'reset', stream: STREAM, epoch: 'other', why: 'epoch' };
  expect(await says(push, { ...other, epoch: 'e0' }, push)).toMatch(/^SIM-13: ann1 pushes op for the 2th time/);
  expect(await says(push, other, push, push)).toMatch(/^SIM-13: ann1 pushes op for the 3th time/);
  for (const word of [
    { type: 'heads', heads: [other] },
    { type: 'summaries', summaries: [other] },
  ]) {
    expect(await says(word, push, push, push)).toMatch(/^SIM-13: ann1 pushes op for the 3th time/);
  }
  expect(await says(pull, { ...pull, id: 1e6 + 1 })).toMatch(/^SIM-13: ann1 pulls .* twice at once/);
  expect(await says({ type: 'mark', marks: [] }, { type: 'mark', marks: [] })).toMatch(
    /^SIM-13: ann1 tells marks again after 0 ms/,
  );
});

test('[SIM-14] a screen that is behind the store is found, and one that changed without a word', async () => {
  const behind = await found((scene) => {
    const disk = bob(scene).disk();
    const body = { ...stateOf(disk), marks: { ann: [0, 0], bob: [5, 5] } };
    disk.note([{ store: 'streams', put: { key: [STREAM, 'state'], rev: 0, keys: {}, body } }]);
    scene.tell('settled', bob(scene), disk);
  });
  expect(behind).toMatch(/^SIM-14: bob2 shows in .*@5 delivered; the store has: .*@5 sent$/);
  const silent = await found((scene) => {
    scene.tell('hidden', bob(scene), CREW);
    scene.tell('settled', bob(scene), bob(scene).disk());
  });
  expect(silent).toMatch(/^SIM-14: bob2 shows .* anew, and told nobody/);
  const list = await found((scene) => {
    scene.tell('opened', bob(scene), bob(scene).disk());
    scene.tell('settled', bob(scene), bob(scene).disk());
  });
  expect(list).toMatch(/^SIM-14: bob2 (lists conversations|shows .*) anew/);
  const created = await found((scene) => {
    const stream = 'conversation:new';
    const ops = [
      { opId: 'first', stream, collection: 'message', kind: 'put', body: {} },
      { opId: 'then', stream, collection: 'conversation', kind: 'put', body: { kind: 'group' } },
    ];
    const disk = bob(scene).disk();
    disk.note(
      ops.map((op, n): Change => {
        return { store: 'outbox', put: { key: [stream, n], rev: 0, keys: {}, body: { op, attempts: 0 } } };
      }),
    );
    scene.tell('settled', bob(scene), disk);
  });
  expect(created).toBe(`SIM-14: bob2 lists ${STREAM}, the store has ${STREAM} conversation:new`);
});

test('[SIM-15] what a closed client leaves is found, and what it still does', async () => {
  expect(await found(({ tell, devices }) => tell('closed', devices[0] as SimDevice, ['1 timers']))).toMatch(
    /^SIM-15: ann1 was closed and left 1 timers/,
  );
  const sends = await found(({ tell, devices }) => {
    tell('closed', devices[0] as SimDevice, []);
    tell('sent', devices[0] as SimDevice, [{ type: 'ping' }]);
  });
  expect(sends).toMatch(/^SIM-15: ann1 was closed, and sends/);
});

test('[SIM-16] in the end a difference between replicas is found, and a promise that was not kept', async () => {
  const differs = await found((scene) => {
    const { rows } = scene.server.store().streams.get(STREAM) ?? {};
    for (const [id, row] of rows ?? []) rows?.set(id, { ...row, rev: row.rev + 100 });
  });
  expect(differs).toMatch(/^SIM-16: ann1 holds .* conversation\/.*, the server has/);
  const lost = await found((scene) => {
    const device = ann(scene);
    const message = { id: 'lost', conversationId: CREW } as Message;
    // In the outbox for as long as the app is told, and then gone with a wrong cancellation.
    const op = { opId: 'lost', stream: STREAM, collection: 'note', kind: 'put' };
    const put: Change = { store: 'outbox', put: { key: [STREAM, 99], rev: 0, keys: {}, body: { op, attempts: 0 } } };
    device.disk().note([put]);
    scene.tell('saved', device, device.disk(), message);
    device.disk().note([{ store: 'outbox', delete: [STREAM, 99] }]);
  });
  expect(lost).toMatch(/^SIM-16: lost was safe on a device, and is not in .* at the end/);
});
