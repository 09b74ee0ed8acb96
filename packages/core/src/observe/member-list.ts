import { conversationStream, type MemberBody } from '@tidemark/protocol';
import type { RowRecord } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import type { Member } from '../model/conversation.ts';
import { kept } from '../model/same.ts';
import { createView } from './create-view.ts';
import { createLiveWindow } from './live-window.ts';
import type { WindowSources } from './message-window.ts';
import type { Observed } from './observed.ts';

/** More than any conversation has: the protocol's ceiling of members an op, many times over. */
const EVERYBODY = 100_000;

/** The members of a conversation by user id, with their marks. */
export function observeMembers(sources: WindowSources, conversationId: string): Observed<readonly Member[]> {
  const { db, book, catchUp, onError } = sources;
  const stream = conversationStream(conversationId);
  const shown = new Map<string, Member>();
  const base = createLiveWindow({
    ...db,
    query: { store: 'rows', prefix: [stream, 'member'], reverse: false, limit: EVERYBODY },
    changed: () => invalidate(),
    onError,
  });

  function show(row: Stored): Member {
    const user = row.key[2] as string;
    const { role, name } = (row.body as RowRecord).body as unknown as MemberBody;
    const [delivered, read] = book.marks(stream)[user] ?? [0, 0];
    const member = kept(shown.get(user), { user, role, delivered, read, ...(name !== undefined && { name }) }, 1);
    shown.set(user, member);
    return member;
  }

  const { observed, invalidate } = createView(sources, {
    ready: Promise.all([base.ready, book.load([stream])]),
    begin: () => catchUp.hold(stream),
    compute: () => base.rows().map(show),
    ends: [base.close, book.subscribe(stream, () => invalidate())],
  });
  return observed;
}
