import type { Row } from '@tidemark/protocol';
import { percentiles } from '../median.ts';
import { INSERTS, READ_MESSAGES, READS, SUBSCRIPTIONS, WARM_UP, WINDOW } from '../ours/rounds.ts';
import { CONVERSATIONS, conversationId, rowsBetween } from '../ours/world.ts';
import type { Measured } from '../trial.ts';
import { openFloor } from './open-floor.ts';

/** Open, the newest 50, the list of 100 and what is unsent, as objects. */
export function timeFloorOpen(path: string): Measured {
  const startMs = performance.now();
  const { db, newest, list, unsent } = openFloor(path);
  const found = [list(), newest(conversationId(CONVERSATIONS - 1)), unsent()];
  const open = performance.now() - startMs;
  if (found[0]?.length !== CONVERSATIONS || found[1]?.length !== WINDOW) throw new Error('The floor is not all there.');
  db.close();
  return { open };
}

/** A message is written, and the window it belongs to (and no other) is read again. */
export async function timeFloorInserts(
  path: string,
  messages: number,
  isArrival: boolean,
  turn: () => Promise<void>,
): Promise<Measured> {
  const { db, insert, moved, newest } = openFloor(path);
  const arrive = db.transaction((id: string, row: Row) => {
    insert(id, row);
    moved(id, row, 1);
  });
  const samples: number[] = [];
  let isThere = false;
  const each = messages / CONVERSATIONS;
  for (let n = 0; n < WARM_UP + INSERTS; n++) {
    const i = n % SUBSCRIPTIONS;
    const rev = 3 + each + Math.floor(n / SUBSCRIPTIONS);
    const [row] = rowsBetween(i, rev, rev + 1) as [Row];
    const listener = (rows: readonly unknown[]): void => {
      isThere = (rows.at(-1) as { id: string }).id === row.key;
    };
    const startMs = performance.now();
    if (isArrival) arrive(conversationId(i), row);
    else insert(conversationId(i), row);
    listener(newest(conversationId(i)));
    samples.push(performance.now() - startMs);
    if (!isThere) throw new Error('The message is not in the list.');
    await turn();
  }
  db.close();
  return percentiles(isArrival ? 'arrive' : 'insert', samples.slice(WARM_UP));
}

/** Each message has a status of its own: as many updates in one transaction, and the window read again. */
export function timeFloorReads(path: string): Measured {
  const { db, setStatus, newest } = openFloor(path);
  const readAll = db.transaction((id: string) => {
    for (let ord = 1; ord <= READ_MESSAGES; ord++) setStatus(id, ord, 2);
  });
  const samples: number[] = [];
  for (let i = 0; i < READS; i++) {
    const startMs = performance.now();
    readAll(conversationId(i));
    newest(conversationId(i));
    samples.push(performance.now() - startMs);
  }
  db.close();
  const counted = samples.slice(4);
  return { ...percentiles('ticks', counted), ...percentiles('read', counted) };
}
