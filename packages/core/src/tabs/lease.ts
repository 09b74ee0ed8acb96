import { TidemarkError } from '@tidemark/protocol';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Guard, Key } from '../local-db/storage-adapter.ts';

const KEY: Key = ['lease'];

/**
 * The leader's lease is a row whose rev is its term. Whoever takes it raises the rev, and from then on every commit that
 * is guarded by an earlier one is refused: a leader that was frozen cannot write what it was about to.
 */
export async function takeLease(db: LocalDb, tab: string): Promise<Guard> {
  for (;;) {
    const [row] = await db.get('meta', [KEY]);
    const rev = (row?.rev ?? 0) + 1;
    const guard: Guard = { store: 'meta', key: KEY, rev: row?.rev ?? null };
    try {
      await db.commit([{ store: 'meta', put: { key: KEY, rev, keys: {}, body: { tab } } }], { guard });
      return { store: 'meta', key: KEY, rev };
    } catch (error) {
      if (!TidemarkError.is(error, 'storage/raced')) throw error;
    }
  }
}
