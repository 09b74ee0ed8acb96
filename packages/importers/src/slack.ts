import { openArchive, recordsIn } from './slack/archive.ts';
import { authorOf, isTold, messageOf } from './slack/message-of.ts';
import type { NamedFile } from './slack/named-file.ts';
import { isMessage, msOf, type SlackMessage, type SlackUser } from './slack/records.ts';
import type { SourceEvent } from './source-event.ts';

/**
 * An export of a Slack workspace by its files: users.json, channels.json (groups.json, mpims.json and dms.json where it has
 * them) and a file a channel and day. Unpack it with whatever you have; nothing is read twice. Throws `import/malformed`
 * with the file and the line.
 *
 * @example
 * for await (const event of slack(files)) console.log(event);
 */
export async function* slack(
  files: Iterable<NamedFile> | AsyncIterable<NamedFile>,
): AsyncGenerator<SourceEvent, void, undefined> {
  const { users, channels, daysOf } = await openArchive(files);
  const names = new Map(users.map((user) => [user.id, nameOf(user)]));
  for (const [id, name] of names) yield { type: 'user', id, name };
  for (const channel of channels) {
    const { id, name, members = [] } = channel;
    yield { type: 'conversation', source: 'slack', id, ...(name !== undefined && { title: name }), members };
    for (const day of daysOf(channel)) {
      const found = await recordsIn<SlackMessage>(day, isMessage);
      for (const message of found.toSorted((a, b) => Number(a.ts) - Number(b.ts))) {
        const author = authorOf(message);
        if (author !== undefined && !names.has(author)) {
          const called = message.username ?? author;
          names.set(author, called);
          yield { type: 'user', id: author, name: called };
        }
        const change = /_(join|leave)$/.exec(message.subtype ?? '')?.[1] as 'join' | 'leave' | undefined;
        if (change && author !== undefined && isTold(message)) {
          yield { type: 'membership', conversation: id, user: author, change, at: msOf(message.ts) };
        }
        yield messageOf(channel, message, (user) => names.get(user) ?? user);
      }
    }
  }
}

function nameOf({ id, name, real_name: realName, profile }: SlackUser): string {
  return profile?.display_name || profile?.real_name || realName || name || id;
}
