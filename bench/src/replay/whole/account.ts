import { type Client, mentions, type Observed } from '@tidemark/core';
import type { ClientPart } from '../cast.ts';

/** What a client shows of one conversation. */
export interface RoomAccount {
  readonly unread: number;
  /** Those of the unread in which one is named, as the list of conversations counts them. */
  readonly mentions: number;
  /** The same as the feature of that name counts them. */
  readonly named: number;
  /** Members who are no client, by id. */
  readonly people: readonly string[];
  /** Of each client: the user, its name, and its marks `delivered` and `read`. */
  readonly clients: readonly string[];
}

/** What a client shows beside the messages. */
export interface Account {
  /** Of oneself. */
  readonly name: string | undefined;
  readonly rooms: Readonly<Record<string, RoomAccount>>;
}

/** What an app would show its user, by the ways an app has. */
export async function takeAccount(client: Client, { user, conversations, whole }: ClientPart): Promise<Account> {
  const users = whole?.users ?? [];
  const { rows } = await now(client.conversations.observe({ limit: conversations.length }));
  const { unreadBy } = await now(client.use(mentions).observe({ limit: 1 }));
  const rooms: Record<string, RoomAccount> = {};
  for (const { id, unread, mentions: count } of rows) {
    const members = await now(client.conversations.observeMembers(id));
    const people = members.filter((member) => !users.includes(member.user)).map((member) => member.user);
    const clients = users.flatMap((each) => {
      const found = members.find((member) => member.user === each);
      return found ? [`${each} ${found.name ?? ''} ${found.delivered} ${found.read}`] : [];
    });
    rooms[id] = { unread, mentions: count, named: unreadBy[id] ?? 0, people: people.sort(), clients };
  }
  const { name } = (await client.users.get(user)) ?? {};
  return { name, rooms };
}

/** The first value of an observation, which is closed. */
async function now<Value>(observed: Observed<Value>): Promise<Value> {
  for await (const value of observed) {
    observed.close();
    return value;
  }
  throw new Error('An observation ended before its first value.');
}
