import { type JsonObject, type ProfileBody, userStream } from '@tidemark/protocol';
import { type RowRecord, rowKey } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import { checkJson, checkText } from '../model/check-body.ts';
import { same } from '../model/same.ts';
import type { User } from '../model/user.ts';
import { foldPending } from '../observe/fold-pending.ts';
import { whoAmI } from '../write/create-conversation.ts';
import type { Engine } from './engine.ts';

export interface Users {
  /** Somebody this device has heard of: oneself, or a member of a conversation it holds. */
  get(userId: string): Promise<User | undefined>;
  /** Changes one's own profile, here and in every conversation. Resolves once it is safe on this device. */
  setProfile(profile: { name: string; meta?: JsonObject | undefined }): Promise<void>;
}

export function createUsers({ db, outbox, enqueue, me }: Engine): Users {
  async function ownProfile(user: string): Promise<ProfileBody | undefined> {
    const stream = userStream(user);
    const [row] = await db.get('rows', [rowKey(stream, 'profile', 'profile')]);
    const stored = (row?.body as RowRecord | undefined)?.body;
    const folded = foldPending(outbox, { stream, collection: 'profile' }, () => stored).get('profile');
    return (folded ? folded.body : stored) as unknown as ProfileBody | undefined;
  }

  return {
    async get(userId) {
      if (userId === me()) {
        const { name, meta } = (await ownProfile(userId)) ?? {};
        return Object.freeze({ id: userId, ...(name !== undefined && { name }), ...(meta && { meta }) });
      }
      const rows: readonly Stored[] = await db.range({
        store: 'rows',
        index: 'key',
        prefix: ['member', userId],
        limit: 1,
      });
      const [row] = rows;
      if (!row) return undefined;
      const { name } = (row.body as RowRecord).body as { name?: string };
      return Object.freeze({ id: userId, ...(name !== undefined && { name }) });
    },
    async setProfile({ name, meta }) {
      const user = me();
      if (user === undefined) {
        throw whoAmI();
      }
      const body = { name: checkText('name', name, 128), ...(meta && { meta: checkJson('meta', meta) }) };
      const before = await ownProfile(user);
      if (same(before, body)) return;
      await enqueue({ stream: userStream(user), collection: 'profile', key: 'profile', kind: 'put', body }).saved;
    },
  };
}
