import { type Op, parseStream } from '@tidemark/protocol';
import { appRowRules } from './app-row.ts';
import { conversationRules } from './conversation.ts';
import { NOTHING, type Rules, refuse } from './decision.ts';
import { invitationRules } from './invitation.ts';
import { memberRules } from './member.ts';
import { messageRules } from './message.ts';
import { blockRules, draftRules, hiddenRules, settingRules } from './own-row.ts';
import { pinRules } from './pin.ts';
import { profileRules } from './profile.ts';
import { reactionRules } from './reaction.ts';
import { scheduledRules } from './scheduled.ts';

const IN_CONVERSATIONS: Readonly<Record<string, Rules | undefined>> = {
  message: messageRules,
  conversation: conversationRules,
  member: memberRules,
  reaction: reactionRules,
  pin: pinRules,
  invitation: invitationRules,
};

const IN_USER_STREAMS: Readonly<Record<string, Rules | undefined>> = {
  profile: profileRules,
  setting: settingRules,
  draft: draftRules,
  hidden: hiddenRules,
  block: blockRules,
  scheduled: scheduledRules,
};

/** The rules an op goes by. */
export function rulesOf(op: Op): Rules {
  const { kind } = parseStream(op.stream);
  if (kind === 'app') return appRowRules;
  const table = kind === 'conversation' ? IN_CONVERSATIONS : IN_USER_STREAMS;
  return Object.hasOwn(table, op.collection) ? (table[op.collection] ?? noSuchCollection) : noSuchCollection;
}

const noSuchCollection: Rules = {
  needs: () => NOTHING,
  decide: ({ op, author }, view) => {
    const isOwn = op.stream === `user:${author}` || view.stream(op.stream).members.has(author);
    if (!isOwn) return refuse('stream/unknown');
    return refuse('op/invalid', `collection: clients do not write ${op.collection} in this stream.`);
  },
};
