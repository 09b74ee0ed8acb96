import { BULK_WARM_UP } from '../ours/rounds.ts';
import type { Contender } from '../trial.ts';
import { fillFloor } from './bulk.ts';
import { timeFloorInserts, timeFloorOpen, timeFloorReads } from './measure.ts';
import { timeFloorSends } from './send.ts';

/** better-sqlite3 with nothing in between. */
export function createSqliteFloor(place: (name: string) => string, turn: () => Promise<void>): Contender {
  return {
    send: (isStrict) => timeFloorSends(place('send'), isStrict, turn),
    async bulk(messages) {
      fillFloor(place('bulk-warm-up'), BULK_WARM_UP);
      return { total: fillFloor(place('bulk'), messages) };
    },
    async prepare(messages) {
      fillFloor(place('filled'), messages);
    },
    async measure(what, messages) {
      if (what === 'open') return timeFloorOpen(place('filled'));
      if (what === 'read') return timeFloorReads(place('filled'));
      return timeFloorInserts(place('filled'), messages, what === 'arrive', turn);
    },
  };
}
