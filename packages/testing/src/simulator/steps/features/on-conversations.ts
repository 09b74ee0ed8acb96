import { blocks, type Client, type Jump, type JumpTarget, jumps } from '@tidemark/core';
import { conversationStream, directId, userStream } from '@tidemark/protocol';
import type { Settings } from '../../plan.ts';
import { pick, type StepKind } from '../step-kind.ts';
import { type Acting, after, anyMessage, anyRow, isSeen, use } from './feature-step.ts';

/** Another user of the run, by the step's number; nobody where one is alone. */
function anotherUser({ device, step, scene }: Acting): string | undefined {
  const others = scene.settings.users.filter((user) => user !== device.user());
  return others[(step.amount ?? 0) % Math.max(1, others.length)];
}

const SETTINGS = {
  mute: { muted: true },
  unmute: { muted: false },
  archive: { archived: true },
  unarchive: { archived: false },
  pin: { pinned: true },
  unpin: { pinned: false },
  'mark unread': { unread: true },
} as const;

const howOf = (names: readonly string[]) => (random: Parameters<StepKind['draw']>[0], _settings: Settings) => ({
  how: pick(random, names),
});

/** Goes somewhere else in a conversation, and looks at it for a while. */
export async function jump({ client, device, conversation, scene }: Acting, target: JumpTarget): Promise<Jump> {
  const before = 2;
  const window = await client.use(jumps).open(conversation, target, { before, after: 3 });
  scene.tell('jumped', device, conversation, window, before);
  scene.until(3_000, () => {
    window.close();
    scene.tell('returned', device, window);
  });
  return window.jumped;
}

const direct = ({ device, client }: Acting, user: string): ReturnType<Client['conversations']['create']> =>
  client.conversations.create({
    kind: 'direct',
    members: [device.user(), user].filter((each) => each !== device.user()),
  });

/** What people do with conversations, and with each other. */
export const ON_CONVERSATIONS: Readonly<Record<string, StepKind>> = {
  'keep-conversation': use(
    6,
    (acting) => {
      const { client, conversation, step, scene, device } = acting;
      if (!isSeen(acting, conversation)) return undefined;
      if (step.how?.endsWith('archive')) scene.tell('hiding', device, conversation);
      return client.conversations.set(conversation, SETTINGS[step.how as keyof typeof SETTINGS]);
    },
    howOf(Object.keys(SETTINGS)),
  ),
  'update-conversation': use(
    5,
    (acting) => {
      const { client, conversation, step } = acting;
      if (!isSeen(acting, conversation)) return undefined;
      const ifUnchanged = step.how === 'if unchanged';
      return client.conversations.update(conversation, { title: `updated by ${step.id}` }, { ifUnchanged });
    },
    howOf(['anyway', 'if unchanged']),
  ),
  'start-direct': use(6, (acting) => {
    const user = anotherUser(acting);
    return user === undefined ? undefined : direct(acting, user);
  }),
  'send-direct': after('start-direct', 6, (acting) => {
    const { client, device, scene, step } = acting;
    const user = anotherUser(acting);
    const id = directId(device.user(), user ?? '');
    if (user === undefined || !isSeen(acting, id)) return undefined;
    const disk = device.disk();
    const sent = client.messages.send(id, { text: `direct ${step.id}` });
    return sent.then((message) => scene.tell('saved', device, disk, message));
  }),
  block: use(4, (acting) => {
    const { client, device, scene } = acting;
    const user = anotherUser(acting);
    if (user === undefined) return undefined;
    // What waits for them alone is taken back.
    const stream = conversationStream(directId(device.user(), user));
    for (const { op } of device.disk().view.outbox.values())
      if (op.stream === stream) scene.tell('cancelling', device, op.opId);
    return client.use(blocks).block(user);
  }),
  unblock: after('block', 4, (acting) => {
    const row = anyRow(acting, userStream(acting.device.user()), 'block');
    return row && acting.client.use(blocks).unblock(row.key);
  }),
  'read-up-to': use(4, (acting) => {
    const { client, conversation, step, device } = acting;
    const ord = device.disk().view.states.get(conversationStream(conversation))?.cursor?.ord ?? 0;
    return ord === 0 ? undefined : client.conversations.markRead(conversation, 1 + ((step.amount ?? 0) % ord));
  }),
  'jump-to-message': use(4, (acting) => {
    const at = anyMessage(acting);
    return at && jump(acting, { message: at.id });
  }),
  jump: use(
    4,
    (acting) => {
      if (!isSeen(acting, acting.conversation)) return undefined;
      const { how, amount = 0 } = acting.step;
      if (how === 'first-unread' || how === 'newest') return jump(acting, how);
      return jump(acting, { ord: 1 + (amount % 20) });
    },
    howOf(['first-unread', 'newest', 'ord']),
  ),
};
