import type { FoundMessage } from '../compare.ts';
import { groupBy } from '../group-by.ts';
import type { Plan } from '../plan-messages.ts';
import { userOf } from '../user-of.ts';
import type { Account, RoomAccount } from './account.ts';
import type { EventPlan, PlannedMove, PlannedRead } from './plan-events.ts';

/**
 * What each client must show in the end, counted anew from the plan and the server's log: nothing of it is taken from a
 * client, nor from what the server counts.
 */
export function expectAccounts(
  plan: Plan,
  { present, events }: EventPlan,
  log: readonly FoundMessage[],
  clients: number,
): readonly Account[] {
  const users = Array.from({ length: clients }, (_, client) => userOf(client));
  const names = new Map(
    events.flatMap((event) => (event.kind === 'rename' ? [[userOf(event.client), event.name]] : [])),
  );
  const logs = groupBy(log, ({ conversation }) => conversation);
  const reads = groupBy(
    events.filter((event): event is PlannedRead => event.kind === 'read'),
    ({ conversation, client }) => `${conversation} ${userOf(client)}`,
  );
  const moves = groupBy(
    events.filter((event): event is PlannedMove => event.kind === 'join' || event.kind === 'leave'),
    ({ conversation }) => conversation,
  );

  function readBy(user: string, conversation: string): number {
    const own = (logs.get(conversation) ?? []).filter(({ author }) => author === user).map(({ ord }) => ord);
    const told = (reads.get(`${conversation} ${user}`) ?? []).map(({ ord }) => ord);
    return [...own, ...told].reduce((most, ord) => Math.max(most, ord), 0);
  }

  function roomOf(conversation: string): Pick<RoomAccount, 'people' | 'clients'> {
    const here = new Set(present.get(conversation));
    for (const { kind, person } of moves.get(conversation) ?? []) {
      if (kind === 'join') here.add(person);
      else here.delete(person);
    }
    const ord = logs.get(conversation)?.length ?? 0;
    const marks = users.map((user) => `${user} ${names.get(user) ?? ''} ${ord} ${readBy(user, conversation)}`);
    return { people: [...here].sort(), clients: marks };
  }

  const rooms = new Map(plan.conversations.map(({ id }) => [id, roomOf(id)]));
  return users.map((user): Account => {
    const entries = plan.conversations.map(({ id }): [string, RoomAccount] => {
      const read = readBy(user, id);
      const after = (logs.get(id) ?? []).filter(({ ord }) => ord > read);
      const mentions = after.filter(({ author, mentions: named }) => author !== user && named?.includes(user)).length;
      const { people, clients: marks } = rooms.get(id) as RoomAccount;
      return [id, { unread: after.length, mentions, named: mentions, people, clients: marks }];
    });
    return { name: names.get(user), rooms: Object.fromEntries(entries) };
  });
}
