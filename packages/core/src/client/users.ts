import { type JsonObject, type ProfileBody, userStream } from '@tidemark/protocol';
import type { RowRecord } from '../local-db/records.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import { checkJson, checkText } from '../model/check-body.ts';
import { same } from '../model/same.ts';
import { signedIn } from '../model/signed-in.ts';
import type { User } from '../model/user.ts';
import { currentRow } from '../observe/current-row.ts';
import type { Engine } from './engine.ts';

export interface Users {
  /** Somebody this device has heard of: oneself, or a member of a conversation it holds. */
  get(userId: string): Promise<User | undefined>;
  /** Changes one's own profile, here and in every conversation. Resolves once it is safe on this device. */
  setProfile(profile: { name: string; meta?: JsonObject | undefined }): Promise<void>;
}

export function createUsers({ db, outbox, enqueue, me }: Engine): Users {
  async function ownProfile(user: string): Promise<ProfileBody | undefined> {
    const query = { stream: userStream(user), collection: 'profile' };
    return (await currentRow({ db, outbox }, query, 'profile')) as unknown as ProfileBody | undefined;
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
      const user = signedIn(me());
      const body = { name: checkText('name', name, 128), ...(meta && { meta: checkJson('meta', meta) }) };
      const before = await ownProfile(user);
      if (same(before, body)) return;
      await enqueue({ stream: userStream(user), collection: 'profile', key: 'profile', kind: 'put', body }).saved;
    },
  };
}
