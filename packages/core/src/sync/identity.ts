import { type Json, TidemarkError } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Change, GetRead, Guard, Stored } from '../local-db/storage-adapter.ts';

/** Whose database this is, on which device, and how far its conversation list was read. */
export interface Identity {
  readonly device: string;
  /** The user, once known. */
  user(): string | undefined;
  /** The server says who is signed in. Rejects with `client/other-user` when the database is somebody else's. */
  confirm(user: string): Promise<void>;
  /** The watermark for `list`, if it was taken under this history of the server. */
  listedSince(epoch: string | undefined): number | undefined;
  listed(epoch: string, asOf: number): Promise<void>;
  /** Rows of the store `meta` as another tab wrote them. */
  learn(rows: readonly (Stored | undefined)[]): void;
}

interface ListRecord {
  readonly epoch: string;
  readonly asOf: number;
}

const putMeta = (name: string, body: Json): Change => ({ store: 'meta', put: { key: [name], rev: 0, keys: {}, body } });

/** What `openIdentity` is given the answer to. */
export const IDENTITY_READ: GetRead = { store: 'meta', get: [['device'], ['user'], ['list']] };

export async function openIdentity(
  db: LocalDb,
  [device, user, list]: readonly (Stored | undefined)[],
  expected: string | undefined,
  newId: () => string,
): Promise<Identity> {
  const deviceId = (device?.body as { id: string } | undefined)?.id ?? (await nameDevice(db, newId()));
  let known = (user?.body as { id: string } | undefined)?.id;
  let watermark = list?.body as ListRecord | undefined;

  async function confirm(found: string): Promise<void> {
    if (known === found) return;
    if (known !== undefined) {
      throw new TidemarkError(
        'client/other-user',
        `This database belongs to "${known}", the token is of "${found}": open another database for them`,
        { stored: known, found },
      );
    }
    known = found;
    await db.commit([putMeta('user', { id: found })]);
  }

  if (expected !== undefined) await confirm(expected);
  return {
    device: deviceId,
    user: () => known,
    confirm,
    listedSince: (epoch) => (watermark && watermark.epoch === epoch ? watermark.asOf : undefined),
    async listed(epoch, asOf) {
      watermark = { epoch, asOf };
      await db.commit([putMeta('list', { epoch, asOf })]);
    },
    learn(rows) {
      for (const row of rows) {
        if (row?.key[0] === 'user') known = (row.body as { id: string }).id;
        else if (row?.key[0] === 'list') watermark = row.body as unknown as ListRecord;
      }
    },
  };
}

/** Of tabs that open a new database at the same moment one gives the name, which is how they find each other. */
async function nameDevice(db: LocalDb, id: string): Promise<string> {
  const guard: Guard = { store: 'meta', key: ['device'], rev: null };
  try {
    await db.commit([putMeta('device', { id })], { guard });
    return id;
  } catch (error) {
    if (!TidemarkError.is(error, 'storage/raced')) throw error;
    const [named] = (await db.get('meta', [['device']])) as readonly [Stored];
    return (named.body as { id: string }).id;
  }
}
