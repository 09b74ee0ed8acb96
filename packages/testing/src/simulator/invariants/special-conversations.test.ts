import { conversationStream } from '@tidemark/protocol';
import { expect, test } from 'vitest';
import { PRIVATE } from '../plan.ts';
import { rowIdOf } from '../server-history.ts';
import type { Scene } from '../steps/step-kind.ts';
import { CHANNEL_WRITERS } from './channel-writers.ts';
import { DISAPPEARED } from './disappeared.ts';
import { ann, CREW, found, messageAt, play, STREAM, write } from './planted-run.ts';
import { PRIVATE_READING } from './private-reading.ts';

test('[SIM-68] a message in a channel by somebody who only reads it is found', async () => {
  const sentBy = (author: string, kind: string) => (scene: Scene) => {
    const { rows, messages } = scene.server.store().streams.get(STREAM) ?? {};
    const row = rows?.get(rowIdOf('conversation', CREW));
    if (row) rows?.set(rowIdOf('conversation', CREW), { ...row, body: JSON.stringify({ kind }) });
    const sent = (messages ?? []).slice(0, 1).map((message) => ({ ...message, author }));
    scene.tell('serverCommitted', { at: 0, streams: [], sent, changed: [], rows: [], ops: [], marks: [] });
  };
  const end = (author: string, kind: string) => found(sentBy(author, kind), {}, [], [CHANNEL_WRITERS]);
  expect(await end('bob', 'channel')).toMatch(/^SIM-68: conversation:.*@1 is by bob, who is member/);
  expect([await end('ann', 'channel'), await end('bob', 'group')]).toEqual([undefined, undefined]);
});

/** Every message is over then. */
const overAt = (atMs: (nowMs: number) => number) => (scene: Scene) => {
  const { messages } = scene.server.store().streams.get(STREAM) ?? {};
  const dueAt = atMs(ann(scene).serverNowMs());
  for (const [i, row] of (messages ?? []).entries()) messages?.splice(i, 1, { ...row, dueAt });
};
const end = (plant: (scene: Scene) => void) => found(plant, {}, [], [DISAPPEARED]);

test('[SIM-58] what is over and not deleted is found, and what is not over and not shown', async () => {
  expect(await end(overAt((now) => now - 60_000))).toMatch(/^SIM-58: the server still has conversation:.*@1/);
  expect(await end(overAt((now) => now + 86_400_000))).toBeUndefined();
  const missing = await end((scene) => {
    const stored = messageAt(ann(scene).disk(), 5);
    if (!stored) return;
    const expiresAt = ann(scene).serverNowMs() + 86_400_000;
    const body = { ...(stored.body as object), id: 'unseen', expiresAt };
    write(scene, ann(scene), { store: 'messages', put: { ...stored, key: [STREAM, 5], body } });
  });
  expect(missing).toMatch(/^SIM-58: ann1 does not show unseen in /);
});

test('[SIM-58] what the server’s disk refused to delete is waited for, until the server tries again and no longer', async () => {
  const overdue = (mends: boolean) =>
    play(
      (scene) => {
        overAt((now) => now - 60_000)(scene);
        scene.timers.set(9_500, () => scene.tell('serverRefused'));
        if (mends) scene.timers.set(19_000, () => overAt(() => Number.MAX_SAFE_INTEGER)(scene));
      },
      {},
      [],
      [DISAPPEARED],
    );
  const [mended, left] = [await overdue(true), await overdue(false)];
  expect(mended.violation).toBeUndefined();
  expect([left.violation?.rule, left.violation?.atMs]).toEqual(['SIM-58', 32_000]);
});

test('[SIM-58] what is shown and over is found', async () => {
  const shown = await end((scene) => {
    const window = ann(scene).screens().get(CREW)?.window;
    const view = window?.getSnapshot();
    if (!window || !view) return;
    const expiresAt = ann(scene).serverNowMs() - 60_000;
    Object.assign(window, { getSnapshot: () => ({ ...view, rows: view.rows.map((row) => ({ ...row, expiresAt })) }) });
  });
  expect(shown).toMatch(/^SIM-58: ann1 shows .* in .*, whose time was over at /);
});

test('[SIM-67] a mark that tells others what was read privately is found', async () => {
  const told = (read: number, features: readonly string[]) =>
    found(
      (scene) => {
        const mark = { user: 'bob', delivered: 9, read, ownDelivered: 9, ownRead: 9, rev: 1 };
        const marks = [{ stream: conversationStream(PRIVATE), mark }];
        scene.tell('serverCommitted', { at: 0, streams: [], sent: [], changed: [], rows: [], ops: [], marks });
      },
      { features },
      [],
      [PRIVATE_READING],
    );
  expect(await told(9, ['read-privately'])).toMatch(/^SIM-67: bob reads .* privately, and others are told @9, not @0/);
  expect([await told(0, ['read-privately']), await told(9, [])]).toEqual([undefined, undefined]);
});
