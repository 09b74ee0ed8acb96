import type { Account, RoomAccount } from './account.ts';

/** What one client shows wrongly, in conversations or, of words, in words. */
export interface AccountFindings {
  readonly name: string;
  readonly members: number;
  readonly people: number;
  /** Names of clients, one's own among them, and their marks. */
  readonly namesAndMarks: number;
  readonly unread: number;
  readonly mentions: number;
}

export function compareAccounts(
  expected: readonly Account[],
  accounts: readonly { readonly name: string; readonly account: Account | undefined }[],
): readonly AccountFindings[] {
  return accounts.map(({ name, account }, i) => {
    const wanted = expected[i] as Account;
    const ids = [...new Set([...Object.keys(wanted.rooms), ...Object.keys(account?.rooms ?? {})])];
    const wrong = (part: (room: RoomAccount) => unknown): number =>
      ids.filter((id) => said(part, account?.rooms[id]) !== said(part, wanted.rooms[id])).length;
    return {
      name,
      members: Object.values(account?.rooms ?? {}).reduce((sum, room) => sum + room.people.length, 0),
      people: wrong(({ people }) => people),
      namesAndMarks: wrong(({ clients }) => clients) + (account?.name === wanted.name ? 0 : 1),
      unread: wrong(({ unread }) => unread),
      mentions: wrong(({ mentions, named }) => [mentions, named]),
    };
  });
}

export const accountFaultsOf = ({ people, namesAndMarks, unread, mentions }: AccountFindings): number =>
  people + namesAndMarks + unread + mentions;

const said = (part: (room: RoomAccount) => unknown, room: RoomAccount | undefined): string =>
  JSON.stringify(room && part(room)) ?? '';
