import { type ConversationCreation, directId, parseStream, userStream } from '@tidemark/protocol';
import type { Feature } from '../client/feature.ts';
import { checkName } from '../model/check-body.ts';
import { signedIn } from '../model/signed-in.ts';
import { currentRow } from '../observe/current-row.ts';
import { observeRows } from '../observe/observe-rows.ts';
import type { Observed } from '../observe/observed.ts';
import { creationOf } from '../observe/show-conversation.ts';
import { isOpen, isUnsent, type PendingOp } from '../outbox/pending-op.ts';
import { markOf } from '../sync/member-marks.ts';
import { takeBack } from '../write/take-back.ts';

/** Whom one will not hear of. All calls need to know who one is (`client/identity-unknown`). */
export interface Blocks {
  /**
   * From the server's commit on this user cannot write in the direct conversation with one. What is queued there for
   * them is taken back; deletions go, and so does what a server may have seen. Resolves once it is safe on this device.
   */
  block(user: string): Promise<void>;
  unblock(user: string): Promise<void>;
  /** By user id. */
  observe(): Observed<readonly string[]>;
}

/** Blocking users, on all of one's devices. */
export const blocks: Feature<Blocks> = {
  open(parts) {
    const { db, book, outbox, enqueue, me, sources } = parts;

    const self = (): string => signedIn(me());

    async function isBlocked(user: string): Promise<boolean> {
      const query = { stream: userStream(self()), collection: 'block' };
      return (await currentRow({ db, outbox }, query, user)) !== undefined;
    }

    /** What stands in the outbox for this user alone and no server can have. */
    async function queuedFor(user: string): Promise<readonly PendingOp[]> {
      const queued = [...outbox.all()].filter(({ op }) => op.stream.startsWith('conversation:'));
      await book.load(queued.map(({ op }) => op.stream));
      return queued.filter((pending) => {
        if (pending.op.kind === 'delete' || (isOpen(pending) && !isUnsent(pending))) return false;
        return isDirectWith(pending, user);
      });
    }

    function isDirectWith({ op: { stream } }: PendingOp, user: string): boolean {
      const id = parseStream(stream).scope;
      const created = creationOf(outbox, stream)?.op.body as ConversationCreation | undefined;
      const isDirect = (book.state(stream).summary.kind ?? created?.kind) === 'direct';
      const isOther = markOf(book.marks(stream), user) !== undefined || created?.members.includes(user) === true;
      return id === directId(self(), user) || (isDirect && isOther);
    }

    const write = (user: string, kind: 'put' | 'delete'): Promise<void> =>
      enqueue({
        stream: userStream(self()),
        collection: 'block',
        key: user,
        kind,
        ...(kind === 'put' && { body: {} }),
      }).saved;

    return {
      async block(user) {
        if (await isBlocked(checkName('user', user))) return;
        const queued = await queuedFor(user);
        // Asked for in one turn, so it is one commit.
        await Promise.all([write(user, 'put'), ...queued.map((pending) => takeBack(parts, pending))]);
      },
      async unblock(user) {
        if (await isBlocked(checkName('user', user))) await write(user, 'delete');
      },
      observe: () => observeRows(sources, userStream(self()), 'block', (user) => user),
    };
  },
};
