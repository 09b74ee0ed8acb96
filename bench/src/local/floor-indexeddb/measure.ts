import type { Row } from '@tidemark/protocol';
import { percentiles } from '../median.ts';
import { INSERTS, READ_MESSAGES, READS, SUBSCRIPTIONS, WARM_UP, WINDOW } from '../ours/rounds.ts';
import { CONVERSATIONS, conversationId, rowsBetween } from '../ours/world.ts';
import type { Measured } from '../trial.ts';
import {
  answered,
  completed,
  type FloorRow,
  openFloor,
  readList,
  readNewest,
  readUnsent,
  rowOf,
  write,
} from './open-floor.ts';

/** Open, the newest 50, the list of 100 and what is unsent, asked for at once. */
export async function timeFloorOpen(): Promise<Measured> {
  const startMs = performance.now();
  const db = await openFloor('filled');
  const last = conversationId(CONVERSATIONS - 1);
  const [list, newest] = await Promise.all([readList(db), readNewest(db, last), readUnsent(db)]);
  const open = performance.now() - startMs;
  if (list.length !== CONVERSATIONS || newest.length !== WINDOW) throw new Error('The floor is not all there.');
  db.close();
  return { open };
}

/** A message is written, and the window it belongs to (and no other) is read again. */
export async function timeFloorInserts(
  messages: number,
  isArrival: boolean,
  turn: () => Promise<void>,
): Promise<Measured> {
  const db = await openFloor('filled');
  const each = messages / CONVERSATIONS;
  const samples: number[] = [];
  for (let n = 0; n < WARM_UP + INSERTS; n++) {
    const i = n % SUBSCRIPTIONS;
    const id = conversationId(i);
    const rev = 3 + each + Math.floor(n / SUBSCRIPTIONS);
    const [row] = rowsBetween(i, rev, rev + 1) as [Row];
    const moved = { id, title: `Crew ${i}`, at: row.at, cursor: row.rev, last: row.body, unread: 1 };
    const startMs = performance.now();
    const written = write(db, isArrival ? ['message', 'conversation'] : 'message', (transaction) => {
      transaction.objectStore('message').put(rowOf(id, row));
      if (isArrival) transaction.objectStore('conversation').put(moved);
    });
    // The engine answers this from what the write before it leaves.
    const [newest] = await Promise.all([readNewest(db, id), written]);
    samples.push(performance.now() - startMs);
    if (newest.at(-1)?.id !== row.key) throw new Error('The message is not in the list.');
    await turn();
  }
  db.close();
  return percentiles(isArrival ? 'arrive' : 'insert', samples.slice(WARM_UP));
}

/** Each message has a status of its own: as many rows are read and put in one transaction, and the window read again. */
export async function timeFloorReads(turn: () => Promise<void>): Promise<Measured> {
  const db = await openFloor('filled');
  const samples: number[] = [];
  for (let i = 0; i < READS; i++) {
    const id = conversationId(i);
    const startMs = performance.now();
    const transaction = db.transaction('message', 'readwrite', { durability: 'relaxed' });
    const store = transaction.objectStore('message');
    const done = completed(transaction);
    const rows: readonly FloorRow[] = await answered(store.getAll(IDBKeyRange.bound([id], [id, []])));
    for (const row of rows) store.put({ ...row, status: 2 });
    transaction.commit();
    await Promise.all([done, readNewest(db, id)]);
    samples.push(performance.now() - startMs);
    if (rows.length !== READ_MESSAGES) throw new Error(`${rows.length} messages became read, not ${READ_MESSAGES}.`);
    await turn();
  }
  db.close();
  const counted = samples.slice(4);
  return { ...percentiles('ticks', counted), ...percentiles('read', counted) };
}
