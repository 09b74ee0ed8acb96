import type { Message, MessagesView } from '@tidemark/core';
import { expect, test } from 'vitest';
import { leftToDo } from '../at-rest.ts';
import type { Screen, SimDevice } from '../device.ts';
import { ann, bob, CREW, found, messageAt, play, putState, STREAM, stateOf, write } from './planted-run.ts';

test('[SIM-1] two people who write to one another hold the same in the end, and nothing is wrong', async () => {
  const { violation, befell } = await play();
  expect([violation, [...befell]]).toEqual([undefined, []]);
});

test('[SIM-1] a device that cannot reach the server never comes to rest', async () => {
  const outcome = await found((scene) => {
    ann(scene).client()?.sync.pause('for ever');
  });
  expect(outcome).toMatch(/^SIM-1: ann1: it is offline/);
});

test('[SIM-1] a screen that is not filled keeps a run from coming to rest', async () => {
  const left: (string | undefined)[] = [];
  await play((scene) => {
    const screens = bob(scene).screens() as Map<string, Screen>;
    const screen = screens.get(CREW) as Screen;
    const rows = (screen.window.getSnapshot()?.rows ?? []).slice(1);
    const window = {
      ...screen.window,
      getSnapshot: () => ({ ...(screen.window.getSnapshot() as MessagesView), rows }),
    };
    for (const shown of [{ ...screen, window }, screen]) {
      screens.set(CREW, shown);
      left.push(leftToDo(scene.devices, scene.server, scene.settings));
    }
  });
  expect(left).toEqual([`bob2: ${STREAM}: 4 of 5 messages on a screen that wants 50`, undefined]);
});

test('[SIM-1] a device that waits for its storage keeps a run from coming to rest: views are still being read', async () => {
  let left: string | undefined;
  await play((scene) => {
    const [device, ...others] = scene.devices as readonly [SimDevice];
    const reading: SimDevice = { ...device, isQuiet: () => false };
    left = leftToDo([reading, ...others], scene.server, scene.settings);
  });
  expect(left).toBe('ann1: it waits for its storage');
});

test('[SIM-2] an acknowledgement that the log does not know is found, when it is read and after a restart', async () => {
  const early = await found(({ tell, devices, server }) => {
    const ok = { stream: STREAM, epoch: server.store().epoch, rev: 99, ord: 9, at: 0 };
    tell('read', devices[0] as SimDevice, [{ type: 'results', results: [{ opId: 'none', ok }] }]);
  });
  expect(early).toMatch(/^SIM-2: none was acknowledged at .* and is not in the log when/);
  const late = await found(({ server }) => {
    const { ops } = server.store();
    ops.delete([...ops.keys()].at(-1) ?? '');
    server.crash();
  });
  expect(late).toMatch(/^SIM-2: .* is not in the log after a restart/);
});

test('[SIM-3] an op that is written a second time is found, on the server and on a device', async () => {
  const onServer = await found(({ server, tell }) => {
    const { record, messages } = server.store().streams.get(STREAM) ?? {};
    const [first] = messages ?? [];
    if (!record || !first) return;
    const again = { ...first, ord: record.ord + 1, rev: record.rev + 1 };
    const streams = [{ ...record, rev: again.rev, ord: again.ord }];
    tell('serverCommitted', { at: 0, streams, sent: [again], changed: [], rows: [], ops: [], marks: [] });
  });
  expect(onServer).toMatch(/^SIM-3: .* and was written at .*@6 too/);
  const onDevice = await found((scene) => {
    const held = messageAt(ann(scene).disk(), 1);
    if (!held) return;
    const op = { opId: (held.body as { id: string }).id, stream: STREAM, collection: 'message', kind: 'put' };
    const pending = { store: 'outbox', put: { key: [STREAM, 99], rev: 1, keys: {}, body: { op, attempts: 1 } } };
    write(scene, ann(scene), pending, { store: 'messages', put: held });
  });
  expect(onDevice).toMatch(/^SIM-3: ann1 holds .* and in its outbox/);
});

test('[SIM-4] another order than the server’s is found, and another than the author’s', async () => {
  const swapped = await found((scene) => {
    const [first, second] = [messageAt(bob(scene).disk(), 1), messageAt(bob(scene).disk(), 2)];
    if (first && second) write(scene, bob(scene), { store: 'messages', put: { ...second, key: first.key } });
  });
  expect(swapped).toMatch(/^SIM-4: bob2 holds .* the server/);
  const overtaken = await found((scene) => {
    const saved = (id: string) =>
      scene.tell('saved', ann(scene), ann(scene).disk(), { id, conversationId: CREW } as Message);
    const row = { stream: STREAM, collection: 'message', rev: 9, at: 9e15, author: 'ann', op: '', body: '{}' };
    for (const id of ['first', 'second']) {
      write(scene, ann(scene), {
        store: 'outbox',
        put: { key: [STREAM, id.length], rev: 0, keys: {}, body: { op: { opId: id, stream: STREAM }, attempts: 0 } },
      });
      saved(id);
    }
    const sent = ['second', 'first'].map((key, n) => ({ ...row, key, ord: 6 + n }));
    scene.tell('serverCommitted', { at: 0, streams: [], sent, changed: [], rows: [], ops: [], marks: [] });
  });
  expect(overtaken).toMatch(/^SIM-4: first stands in .* behind one that was written after it/);
});

test('[SIM-5] a cursor past a change that is not held is found, and ranges that are not the rows', async () => {
  const missing = await found((scene) => {
    const held = messageAt(bob(scene).disk(), 5);
    if (held) write(scene, bob(scene), { store: 'messages', put: { ...held, rev: held.rev - 1 } });
  });
  expect(missing).toMatch(/^SIM-5: bob2 has .*@5 in its ranges up to #\d+, and holds #/);
  expect(await found((scene) => putState(scene, bob(scene), { ranges: [{ from: 1, to: 4 }] }))).toMatch(
    /^SIM-5: bob2 holds 5 messages of .*, and its ranges say 4/,
  );
  const short = await found((scene) => {
    const { cursor } = stateOf(bob(scene).disk());
    if (cursor) putState(scene, bob(scene), { cursor: { ...cursor, ord: cursor.ord - 1 } });
  });
  expect(short).toMatch(/^SIM-5: bob2 stands at .* and takes @4 for the newest/);
  const ahead = await found((scene) => {
    const { cursor } = stateOf(bob(scene).disk());
    if (cursor) putState(scene, bob(scene), { cursor: { ...cursor, rev: cursor.rev + 1 } });
  });
  expect(ahead).toMatch(/^SIM-5: bob2 stands at .*, the server wrote up to/);
});

test('[SIM-6] a write that leaves the outbox without an effect is found, and one that was never there', async () => {
  const dropped = await found(
    (scene) => {
      const [pending] = [...ann(scene).disk().view.outbox.values()];
      if (pending) write(scene, ann(scene), { store: 'outbox', delete: [pending.lane, pending.n] });
    },
    {},
    [
      { atMs: 8_000, kind: 'pause', device: 0, forMs: 5_000 },
      { atMs: 9_000, kind: 'send', device: 0, conversation: 0 },
    ],
  );
  expect(dropped).toMatch(/^SIM-6: ann1 wrote .*, and as it leaves the outbox it is neither in the outbox nor held/);
  const never = await found((scene) => {
    const message = { id: 'never', conversationId: CREW } as Message;
    scene.tell('saved', ann(scene), ann(scene).disk(), message);
  });
  expect(never).toMatch(/^SIM-6: ann1 wrote never .* as the app is told/);
});
