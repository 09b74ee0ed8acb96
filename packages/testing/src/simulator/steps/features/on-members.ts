import { invitations } from '@tidemark/core';
import { conversationStream } from '@tidemark/protocol';
import { conversationId } from '../../plan.ts';

import { pick, type StepKind } from '../step-kind.ts';
import { after, anyRow, isSeen, use } from './feature-step.ts';

const ROLES = ['admin', 'member', 'owner'] as const;

/** As what people belong to a conversation, and how others come in. */
export const ON_MEMBERS: Readonly<Record<string, StepKind>> = {
  'set-role': use(
    4,
    (acting) => {
      const { client, conversation, step } = acting;
      const member = anyRow(acting, conversationStream(conversation), 'member');
      const role = ROLES.find((each) => each === step.how);
      return member && role && client.conversations.addMembers(conversation, [member.key], role);
    },
    (random) => ({ how: pick(random, ROLES) }),
  ),
  invite: use(4, (acting) => {
    const { client, conversation, step } = acting;
    if (!isSeen(acting, conversation)) return undefined;
    const ends = step.id % 2 === 0 ? { uses: 1 } : {};
    return client.use(invitations).create(conversation, ends);
  }),
  revoke: after('invite', 3, (acting) => {
    // That of another conversation where this one has none.
    const all = [acting.conversation, ...[0, 1, 2].map(conversationId)];
    for (const conversation of all) {
      const invitation = anyRow(acting, conversationStream(conversation), 'invitation');
      if (invitation) return acting.client.use(invitations).revoke(conversation, invitation.key);
    }
    return undefined;
  }),
};
