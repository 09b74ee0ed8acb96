import type { Random } from '@tidemark/core';
import { conversationStream, type StreamId } from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import type { DiskView } from '../disk.ts';
import { NOTES, type Note } from '../notes.ts';
import { conversationId, type Settings, type Step } from '../plan.ts';
import { anyDevice, deviceOf, pick, type Scene, type StepKind, whole } from './step-kind.ts';
import { takeBack } from './take-back.ts';

const CONVERSATIONS = 3;

export const anyConversation = (
  random: Random,
  settings: Settings,
): { readonly device: number; readonly conversation: number } => ({
  ...anyDevice(random, settings),
  conversation: whole(random, 0, CONVERSATIONS - 1),
});

/** Sends as an app does: shown at once, and believed safe when the promise resolves. Every fourth names everybody. */
export function send(scene: Scene, device: SimDevice, conversation: string, { id }: Step, text: string): void {
  const disk = device.disk();
  if (!isKnown(disk.view, conversationStream(conversation))) return;
  device
    .client()
    ?.messages.send(conversation, { text, ...(id % 4 === 0 && { mentions: scene.settings.users }) })
    .then((message) => scene.tell('saved', device, disk, message), scene.refused);
}

/** People write into what they see. */
function isKnown({ states, outbox }: DiskView, stream: StreamId): boolean {
  const isCreated = [...outbox.values()].some(({ op }) => op.stream === stream && op.collection === 'conversation');
  const state = states.get(stream);
  return isCreated || (state !== undefined && state.gone === undefined);
}

/** `n`: what it is about, told apart from everything else that is written. */
function writeNote(scene: Scene, step: Step, n: number, how: string | undefined): void {
  const device = deviceOf(scene, step);
  const notes = device.client()?.collection(NOTES);
  const disk = device.disk();
  const key = `n${step.amount}`;
  const value: Note = { n, text: 'a note' };
  if (!notes) return;
  const noted = (): void => scene.tell('noted', device, disk, key, n);
  scene.tell('noting', device, disk, key, n);
  if (how === 'put') notes.put(key, value).then(noted, scene.refused);
  else if (how === 'patch') notes.patch(key, { n, text: 'changed' }).then(noted, scene.refused);
  else notes.delete(key).catch(scene.refused);
}

/** What people do with an app. */
export const WORK: Readonly<Record<string, StepKind>> = {
  create: {
    weight: 3,
    draw: anyConversation,
    run(scene, step) {
      const device = deviceOf(scene, step);
      const id = conversationId(step.conversation ?? 0);
      const members = scene.settings.users.filter((user) => user !== device.user());
      device
        .client()
        ?.conversations.create({ id, kind: 'group', title: `by ${step.id}`, members })
        .catch(scene.refused);
    },
  },
  send: {
    weight: 40,
    draw: (random, settings) => ({ ...anyConversation(random, settings), amount: 1 }),
    run: (scene, step) =>
      send(scene, deviceOf(scene, step), conversationId(step.conversation ?? 0), step, `${step.id}`),
  },
  burst: {
    weight: 6,
    draw: (random, settings) => ({ ...anyConversation(random, settings), amount: whole(random, 2, 12) }),
    run(scene, step) {
      const device = deviceOf(scene, step);
      for (let n = 0; n < (step.amount ?? 0); n++) {
        send(scene, device, conversationId(step.conversation ?? 0), step, `${step.id}.${n}`);
      }
    },
  },
  read: {
    weight: 14,
    draw: anyConversation,
    run(scene, step) {
      const client = deviceOf(scene, step).client();
      client?.conversations.markRead(conversationId(step.conversation ?? 0)).catch(scene.refused);
    },
  },
  profile: {
    weight: 3,
    draw: anyDevice,
    run(scene, step) {
      deviceOf(scene, step)
        .client()
        ?.users.setProfile({ name: `name ${step.id}` })
        .catch(scene.refused);
    },
  },
  note: {
    weight: 10,
    draw: (random, settings) => ({
      ...anyDevice(random, settings),
      amount: whole(random, 0, 4),
      how: pick(random, ['put', 'put', 'patch', 'delete']),
    }),
    run: (scene, step) => writeNote(scene, step, step.id, step.how),
  },
  /** Again while the first is on its way, or waits. */
  rewrite: {
    weight: 0,
    draw: (random, settings) => ({
      ...anyDevice(random, settings),
      amount: whole(random, 0, 4),
      forMs: whole(random, 0, 500),
      how: pick(random, ['put', 'patch', 'delete']),
    }),
    run(scene, step) {
      writeNote(scene, step, step.id, 'put');
      scene.timers.set(step.forMs ?? 0, () => writeNote(scene, step, step.id + 0.5, step.how));
    },
  },
  show: {
    weight: 8,
    draw: (random, settings) => ({ ...anyConversation(random, settings), amount: pick(random, [3, 10, 50]) }),
    run: (scene, step) => deviceOf(scene, step).show(conversationId(step.conversation ?? 0), step.amount ?? 10),
  },
  hide: {
    weight: 3,
    draw: anyConversation,
    run: (scene, step) => deviceOf(scene, step).hide(conversationId(step.conversation ?? 0)),
  },
  scroll: {
    weight: 5,
    draw: (random, settings) => ({ ...anyConversation(random, settings), amount: whole(random, 1, 20) }),
    run(scene, step) {
      const screen = deviceOf(scene, step)
        .screens()
        .get(conversationId(step.conversation ?? 0));
      if (!screen) return;
      screen.wanted += step.amount ?? 0;
      screen.window.loadOlder(step.amount);
    },
  },
  'clear-cache': {
    weight: 3,
    draw: (random, settings) => ({ ...anyConversation(random, settings), how: pick(random, ['one', 'all']) }),
    run(scene, step) {
      const device = deviceOf(scene, step);
      const one = step.how === 'one' ? conversationId(step.conversation ?? 0) : undefined;
      device
        .client()
        ?.cache.clear(one)
        .then(({ evicted }) => {
          if (evicted.length > 0) scene.befell('evicted');
        }, scene.refused);
    },
  },
  retry: {
    weight: 4,
    draw: anyDevice,
    run(scene, step) {
      const device = deviceOf(scene, step);
      scene.tell('retrying', device);
      scene.tell('woken', device);
      device.client()?.outbox.retry().catch(scene.refused);
    },
  },
  cancel: {
    weight: 2,
    draw: anyDevice,
    run: (scene, step) => takeBackNewest(scene, deviceOf(scene, step)),
  },
  pause: {
    weight: 3,
    draw: (random, settings) => ({ ...anyDevice(random, settings), forMs: whole(random, 100, 20_000) }),
    run(scene, step) {
      const device = deviceOf(scene, step);
      const client = device.client();
      client?.sync.pause(`step ${step.id}`);
      scene.until(step.forMs ?? 0, () => {
        scene.tell('woken', device);
        client?.sync.resume(`step ${step.id}`);
      });
    },
  },
  rename: { weight: 3, draw: anyConversation, run: (scene, step) => renameConversation(scene, step) },
};

export function takeBackNewest(scene: Scene, device: SimDevice): void {
  const opId = [...device.disk().view.outbox.keys()].at(-1);
  if (opId !== undefined) takeBack(scene, device, opId);
}

/** The client has no call for it yet: another app of the owner's does it. */
function renameConversation({ backOffice }: Scene, { conversation, id }: Step): void {
  backOffice.asOwner(conversationId(conversation ?? 0), {
    collection: 'conversation',
    kind: 'patch',
    key: conversationId(conversation ?? 0),
    body: { title: `renamed by ${id}` },
  });
}
