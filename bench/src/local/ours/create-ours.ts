import type { Contender } from '../trial.ts';
import { timeArrivals } from './arrive.ts';
import { receive, timeBulk } from './bulk.ts';
import type { Device } from './device.ts';
import { timeInserts } from './insert.ts';
import { timeOpen } from './open.ts';
import { timeReads } from './read.ts';
import { timeSends } from './send.ts';

/** Until the server has confirmed what was delivered, so that what is measured begins in peace. */
const MARKS_MS = 3000;

/** This product, through nothing but what its packages export. */
export function createOurs(device: Device): Contender {
  return {
    send: (isStrict) => timeSends(device, isStrict),
    bulk: (messages) => timeBulk(device, messages),
    async prepare(messages) {
      await receive(device, 'filled', messages, MARKS_MS);
    },
    measure(what, messages) {
      switch (what) {
        case 'open':
          return timeOpen(device);
        case 'insert':
          return timeInserts(device, messages);
        case 'arrive':
          return timeArrivals(device, messages);
        case 'read':
          return timeReads(device, messages);
      }
    },
  };
}
