import { type ConversationCreation, conversationStream, type JsonObject, type MemberBody } from '@tidemark/protocol';
import type { RowRecord } from '../local-db/records.ts';
import type { Member } from '../model/conversation.ts';
import { kept } from '../model/same.ts';
import { markOf } from '../sync/member-marks.ts';
import { createView } from './create-view.ts';
import { foldPending } from './fold-pending.ts';
import { createLiveWindow } from './live-window.ts';
import type { WindowSources } from './message-window.ts';
import type { Observed } from './observed.ts';
import { creationOf } from './show-conversation.ts';

/** More than any conversation has: the protocol's ceiling of members an op, many times over. */
const EVERYBODY = 100_000;

/** The members of a conversation by user id, with their marks, as the pending writes make them. */
export function observeMembers(sources: WindowSources, conversationId: string): Observed<readonly Member[]> {
  const { db, book, catchUp, outbox, me, onError } = sources;
  const stream = conversationStream(conversationId);
  const shown = new Map<string, Member>();
  const base = createLiveWindow({
    ...db,
    query: { store: 'rows', prefix: [stream, 'member'], reverse: false, limit: EVERYBODY },
    changed: () => invalidate(),
    onError,
  });

  function show(user: string, body: JsonObject, pending: boolean): Member {
    const { role, name } = body as unknown as MemberBody;
    const [delivered, read] = markOf(book.marks(stream), user) ?? [0, 0];
    const member = { user, role, delivered, read, pending, ...(name !== undefined && { name }) };
    const next = kept(shown.get(user), member, 1);
    shown.set(user, next);
    return next;
  }

  /** Those a creation names, while it is on its way. */
  function named(): ReadonlyMap<string, JsonObject> {
    const creation = creationOf(outbox, stream)?.op.body as ConversationCreation | undefined;
    const user = me();
    const own = creation && user !== undefined ? [user] : [];
    const roleOf = (each: string) => (each === user && creation?.kind !== 'direct' ? 'owner' : 'member');
    return new Map([...own, ...(creation?.members ?? [])].map((each) => [each, { role: roleOf(each) }]));
  }

  function compute(): readonly Member[] {
    const stored = new Map(
      base.rows().map((row): [string, JsonObject] => [row.key[2] as string, (row.body as RowRecord).body]),
    );
    const created = named();
    const pending = foldPending(
      outbox,
      { stream, collection: 'member' },
      (user) => stored.get(user) ?? created.get(user),
    );
    const users = [...new Set([...stored.keys(), ...created.keys(), ...pending.keys()])].sort();
    return users.flatMap((user) => {
      const written = pending.get(user);
      const body = written ? written.body : (stored.get(user) ?? created.get(user));
      if (!body) return [];
      // A role is written without the name that the server knows.
      return [show(user, { ...stored.get(user), ...body }, written !== undefined || !stored.has(user))];
    });
  }

  const { observed, invalidate } = createView(sources, {
    ready: Promise.all([base.ready, book.load([stream])]),
    begin: () => catchUp.hold(stream),
    compute,
    ends: [
      base.close,
      book.subscribe(stream, () => invalidate()),
      outbox.subscribe((lane) => {
        if (lane === stream) invalidate();
      }),
    ],
  });
  return observed;
}
