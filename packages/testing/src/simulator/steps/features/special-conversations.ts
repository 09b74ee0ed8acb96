import { conversationId } from '../../plan.ts';
import { pick, type StepKind, whole } from '../step-kind.ts';
import { send } from '../work.ts';
import { changeFrom, isSeen, use } from './feature-step.ts';

const CHANNEL = conversationId(4);

/** A channel, in which few write and all read. */
export const CHANNELS: Readonly<Record<string, StepKind>> = {
  'start-channel': use(4, ({ client, device, scene, step }) =>
    client.conversations.create({
      id: CHANNEL,
      kind: 'channel',
      title: `channel ${step.id}`,
      members: scene.settings.users.filter((user) => user !== device.user()),
    }),
  ),
  'send-to-channel': use(8, (acting) => {
    const { device, scene, step } = acting;
    if (!isSeen(acting, CHANNEL)) return undefined;
    // Whoever may not write finds out.
    send(scene, device, CHANNEL, step, `to all ${step.id}`);
    return Promise.resolve();
  }),
  appoint: use(
    3,
    (acting) => {
      const { user, how } = acting.step;
      if (user === undefined || !isSeen(acting, CHANNEL)) return undefined;
      return acting.client.conversations.addMembers(CHANNEL, [user], how === 'admin' ? 'admin' : 'member');
    },
    (random, { users }) => ({ user: pick(random, users), how: pick(random, ['admin', 'admin', 'member']) }),
  ),
  'look-at-channel': use(
    3,
    (acting) => {
      if (!isSeen(acting, CHANNEL)) return undefined;
      acting.device.show(CHANNEL, acting.step.amount ?? 10);
      return Promise.resolve();
    },
    (random) => ({ amount: pick(random, [3, 10, 50]) }),
  ),
};

/** Messages whose time is over some seconds after they were sent. */
export const DISAPPEARING: Readonly<Record<string, StepKind>> = {
  'let-disappear': use(
    4,
    (acting) => changeFrom(acting.step.how, acting, { ttlMs: acting.step.forMs ?? null }),
    (random) => ({ forMs: whole(random, 1_000, 20_000), how: pick(random, ['here', 'elsewhere']) }),
  ),
  'let-stay': use(
    1,
    (acting) => changeFrom(acting.step.how, acting, { ttlMs: null }),
    (random) => ({ how: pick(random, ['here', 'elsewhere']) }),
  ),
  'send-for-a-while': use(6, (acting) => {
    const { device, scene, step, conversation } = acting;
    if (!isSeen(acting, conversation)) return undefined;
    send(scene, device, conversation, step, `for a while ${step.id}`);
    return Promise.resolve();
  }),
};
