import { BULK_WARM_UP } from '../ours/rounds.ts';
import type { Contender } from '../trial.ts';
import { fillFloor } from './bulk.ts';
import { timeFloorInserts, timeFloorOpen, timeFloorReads } from './measure.ts';
import { timeFloorSends } from './send.ts';

/** IndexedDB with nothing in between. */
export function createIndexedDbFloor(turn: () => Promise<void>): Contender {
  return {
    send: () => timeFloorSends(turn),
    async bulk(messages) {
      await fillFloor('bulk-warm-up', BULK_WARM_UP);
      return { total: await fillFloor('bulk', messages) };
    },
    async prepare(messages) {
      await fillFloor('filled', messages);
    },
    async measure(what, messages) {
      if (what === 'open') return timeFloorOpen();
      if (what === 'read') return timeFloorReads(turn);
      return timeFloorInserts(messages, what === 'arrive', turn);
    },
  };
}
