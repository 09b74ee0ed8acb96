import { forwarding, hidden, type Message, pins, reactions, threads } from '@tidemark/core';
import { conversationStream, userStream } from '@tidemark/protocol';
import { conversationId } from '../../plan.ts';
import { pick, type StepKind } from '../step-kind.ts';
import { type Acting, after, anyMessage, anyRow, isSeen, use } from './feature-step.ts';

const EMOJI = ['👍', '😀', '🌊'];
const emojiOf = ({ step }: Acting): string => EMOJI[step.id % EMOJI.length] as string;

/** Tells that the app believes a message to be safe. */
function saved({ scene, device }: Acting): (message: Message) => void {
  const disk = device.disk();
  return (message) => scene.tell('saved', device, disk, message);
}

const onAny =
  (
    act: (acting: Acting, at: { readonly conversationId: string; readonly id: string }) => Promise<unknown> | undefined,
  ) =>
  (acting: Acting) => {
    const at = anyMessage(acting);
    return at && act(acting, at);
  };

/** What people do with messages. */
export const ON_MESSAGES: Readonly<Record<string, StepKind>> = {
  edit: use(
    5,
    (acting) => {
      const at = anyMessage(acting, true);
      if (!at) return undefined;
      const { client, step, scene } = acting;
      const mentions = step.how === 'naming' ? { mentions: scene.settings.users } : {};
      const fields = step.how === 'naming nobody' ? { mentions: null } : mentions;
      return client.messages.edit(at.conversationId, at.id, { text: `edited by ${step.id}`, ...fields });
    },
    (random) => ({ how: pick(random, ['text', 'text', 'naming', 'naming nobody']) }),
  ),
  'delete-message': use(
    4,
    (acting) => {
      const at = anyMessage(acting, acting.step.how === 'own');
      if (!at) return undefined;
      const { client, scene, device } = acting;
      // One that waits to be sent is not sent, and what waits with it goes too.
      if (device.disk().view.outbox.has(at.id)) scene.tell('cancelling', device, at.id);
      return client.messages.delete(at.conversationId, at.id);
    },
    (random) => ({ how: pick(random, ['own', 'own', 'any']) }),
  ),
  'hide-message': use(
    3,
    onAny(({ client, scene, device }, at) => {
      scene.tell('hiding', device, at.id);
      return client.use(hidden).hide(at.conversationId, at.id);
    }),
  ),
  'unhide-message': after('hide-message', 6, (acting) => {
    const row = anyRow(acting, userStream(acting.device.user()), 'hidden');
    return row && acting.client.use(hidden).unhide(row.key);
  }),
  reply: use(
    4,
    onAny((acting, { conversationId: to, id }) => {
      const sent = acting.client.messages.send(to, { text: `reply ${acting.step.id}`, replyTo: id });
      return sent.then(saved(acting));
    }),
  ),
  forward: use(
    3,
    onAny((acting, from) => {
      const to = conversationId((acting.step.id + 1) % 3);
      if (!isSeen(acting, to)) return undefined;
      return acting.client.use(forwarding).forward(from, to).then(saved(acting));
    }),
  ),
  react: use(
    8,
    onAny((acting, at) => acting.client.use(reactions).add(at.conversationId, at.id, emojiOf(acting))),
  ),
  unreact: after('react', 6, (acting) => {
    const { client, conversation, device } = acting;
    const row = anyRow(acting, conversationStream(conversation), 'reaction', `/${device.user()}`);
    const [emoji = ''] = Object.keys(row?.body ?? {});
    return row && client.use(reactions).remove(conversation, row.key.split('/')[0] as string, emoji);
  }),
  'pin-message': use(
    4,
    onAny((acting, at) => acting.client.use(pins).pin(at.conversationId, at.id)),
  ),
  'unpin-message': after('pin-message', 6, (acting) => {
    const { client, conversation } = acting;
    const row = anyRow(acting, conversationStream(conversation), 'pin');
    return row && client.use(pins).unpin(conversation, row.key);
  }),
  'reply-in-thread': use(
    4,
    onAny((acting, at) => {
      const replied = acting.client.use(threads).reply(at.conversationId, at.id, { text: `thread ${acting.step.id}` });
      return replied.then(saved(acting));
    }),
  ),
};
