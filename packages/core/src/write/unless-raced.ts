import { TidemarkError } from '@tidemark/protocol';

/** Another tab may be at the same write: each time around it has come further, so this is soon over. */
const ROUNDS = 8;

/**
 * Decides and writes; where another tab wrote first (`storage/raced`), reads again what this one has in memory and decides
 * anew.
 */
export async function unlessRaced<Done>(refresh: () => Promise<void>, act: () => Promise<Done>): Promise<Done> {
  for (let round = 1; ; round++) {
    try {
      return await act();
    } catch (error) {
      if (!TidemarkError.is(error, 'storage/raced') || round === ROUNDS) throw error;
      await refresh();
    }
  }
}
