import { conversationStream, type InvitationBody, type JsonObject } from '@tidemark/protocol';
import type { Feature } from '../client/feature.ts';
import { checkKey, checkOrd } from '../model/check-body.ts';
import { mustWrite } from '../model/must.ts';
import { signedIn } from '../model/signed-in.ts';
import { observeRows } from '../observe/observe-rows.ts';
import type { Observed } from '../observe/observed.ts';

export interface Invitation extends InvitationBody {
  readonly code: string;
  /** The server does not have it yet: nobody can join with it. */
  readonly pending: boolean;
}

/** Invitations to a group or a channel: whoever knows the code may join. Owner and admins make them. */
export interface Invitations {
  /** Makes an invitation and gives its code, also offline. It may end at a server time, or after so many joined. */
  create(conversationId: string, ends?: { expiresAt?: number | undefined; uses?: number | undefined }): Promise<string>;
  revoke(conversationId: string, code: string): Promise<void>;
  /** By code. */
  observe(conversationId: string): Observed<readonly Invitation[]>;
  /**
   * Asks to become a member; resolves with the id of that op once it is safe on this device, also offline. Then the
   * conversation is in one's list, or the op has failed in the outbox: `op/invitation-ended`, or `stream/unknown` for a
   * code that never was. Rejects with `client/identity-unknown` where it is not known who one is. Nothing is queued, nor
   * given, where one is a member.
   */
  join(conversationId: string, code: string): Promise<string | undefined>;
}

/** Joining by invitation. */
export const invitations: Feature<Invitations> = {
  open: ({ book, enqueue, me, newId, sources }) => ({
    async create(conversationId, { expiresAt, uses } = {}) {
      const stream = conversationStream(checkKey('conversationId', conversationId));
      // 144 random bits: the end of an id is drawn for it alone.
      const key = [newId(), newId(), newId()].map((id) => id.slice(-12)).join('');
      mustWrite(uses === undefined || (Number.isSafeInteger(uses) && uses > 0), 'uses', 'a whole number from 1', uses);
      const body: JsonObject = {
        ...(expiresAt !== undefined && { expiresAt: checkOrd('expiresAt', expiresAt) }),
        ...(uses !== undefined && { uses }),
      };
      await enqueue({ stream, collection: 'invitation', key, kind: 'put', body }).saved;
      return key;
    },
    async revoke(conversationId, code) {
      const stream = conversationStream(checkKey('conversationId', conversationId));
      await enqueue({ stream, collection: 'invitation', key: checkKey('code', code), kind: 'delete' }).saved;
    },
    observe(conversationId) {
      const stream = conversationStream(checkKey('conversationId', conversationId));
      return observeRows(sources, stream, 'invitation', (code, body, pending) => ({ ...body, code, pending }));
    },
    async join(conversationId, code) {
      const stream = conversationStream(checkKey('conversationId', conversationId));
      const user = signedIn(me());
      await book.load([stream]);
      const { summary, gone } = book.state(stream);
      if (summary.role !== undefined && !gone) return undefined;
      const body = { role: 'member', invitation: checkKey('code', code) };
      const { opId, saved } = enqueue({ stream, collection: 'member', key: user, kind: 'put', body });
      await saved;
      return opId;
    },
  }),
};
