import { invitations } from '@tidemark/core';
import { conversationStream, parseStream } from '@tidemark/protocol';
import { pick, type StepKind, whole } from '../step-kind.ts';
import { type Acting, anyRow, changeFrom, isSeen, use } from './feature-step.ts';
import { ON_MEMBERS } from './on-members.ts';

const { invite, revoke } = ON_MEMBERS as Readonly<Record<'invite' | 'revoke', StepKind>>;

/** A member of the conversation, as the device knows them, and not oneself. */
function anotherMember(acting: Acting): string | undefined {
  const member = anyRow(acting, conversationStream(acting.conversation), 'member');
  return member && member.key !== acting.device.user() ? member.key : undefined;
}

/** An invitation that the server has or had, and where it leads to: somebody passed it on. */
function anyInvitation({ scene, step }: Acting): { readonly conversation: string; readonly code: string } | undefined {
  const found = [...scene.server.store().streams].flatMap(([stream, { rows }]) =>
    [...rows.values()].flatMap(({ collection, key }) =>
      collection === 'invitation' ? { conversation: parseStream(stream).scope, code: key } : [],
    ),
  );
  return found[(step.amount ?? 0) % Math.max(1, found.length)];
}

/** How people cease to be members, and become members again. */
export const COMING_AND_GOING: Readonly<Record<string, StepKind>> = {
  leave: use(3, (acting) => {
    const { client, conversation, scene, device } = acting;
    if (!isSeen(acting, conversation)) return undefined;
    scene.tell('leaving', device, conversation);
    return client.conversations.leave(conversation);
  }),
  'remove-member': use(4, (acting) => {
    const { client, conversation } = acting;
    const user = anotherMember(acting);
    if (user === undefined || !isSeen(acting, conversation)) return undefined;
    return client.conversations.removeMembers(conversation, [user]);
  }),
  'add-member': use(
    6,
    (acting) => {
      const { client, conversation, step } = acting;
      if (step.user === undefined || !isSeen(acting, conversation)) return undefined;
      return client.conversations.addMembers(conversation, [step.user]);
    },
    (random, { users }) => ({ user: pick(random, users) }),
  ),
  join: use(6, (acting) => {
    const to = anyInvitation(acting);
    return to && acting.client.use(invitations).join(to.conversation, to.code);
  }),
  invite: { ...(invite as StepKind), weight: 3 },
  revoke: { ...(revoke as StepKind), weight: 3 },
  'limit-history': use(
    2,
    (acting) => {
      const [how, where] = (acting.step.how ?? 'all').split(' ');
      return changeFrom(where, acting, { history: how === 'joined' ? 'joined' : 'all' });
    },
    (random) => ({ how: pick(random, ['joined', 'joined here', 'all', 'all here']), amount: whole(random, 0, 99) }),
  ),
};
