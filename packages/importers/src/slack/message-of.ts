import type { SourceMessage } from '../source-event.ts';
import { plainText } from './plain-text.ts';
import { msOf, type SlackChannel, type SlackMessage } from './records.ts';

/** What Slack tells about a channel, not what somebody said in it. */
const TOLD = /^(?:channel|group|mpim)_|^(?:pinned_item|bot_add|bot_remove|reminder_add|huddle_thread|sh_room_created)$/;

/** `ts` of a message in a channel is its id there. */
const messageId = ({ id }: SlackChannel, ts: string): string => `${id}/${ts}`;

export const isTold = ({ subtype = '' }: SlackMessage): boolean => TOLD.test(subtype);

/** Who wrote it: a user, or the program under its name. */
export const authorOf = ({ user, bot_id: bot, username }: SlackMessage): string | undefined => user ?? bot ?? username;

export function messageOf(channel: SlackChannel, found: SlackMessage, nameOf: (user: string) => string): SourceMessage {
  const { ts, subtype, thread_ts: thread, edited, reactions, files } = found;
  const { text, mentions } = plainText(found.text ?? '', nameOf);
  const author = authorOf(found);
  const isInThread = thread !== undefined && thread !== ts;
  return {
    type: 'message',
    id: messageId(channel, ts),
    conversation: channel.id,
    at: msOf(ts),
    text: subtype === 'tombstone' ? '' : text,
    ...(author !== undefined && { author }),
    ...(isTold(found) ? { kind: 'system' as const } : subtype === 'me_message' ? { kind: 'action' as const } : {}),
    ...(isInThread && { thread: messageId(channel, thread) }),
    ...(mentions.length > 0 && { mentions }),
    ...(files?.length && {
      files: files.map(({ name, mimetype, size, url_private: url }) => ({ name, type: mimetype, size, url })),
    }),
    ...(reactions?.length && { reactions: reactions.map(({ name, users = [] }) => ({ emoji: `:${name}:`, users })) }),
    ...(edited && { edited: edited.ts === undefined ? (true as const) : msOf(edited.ts) }),
    ...(subtype === 'tombstone' && { deleted: true as const }),
  };
}
