import type { Invariant } from '../hooks.ts';
import { ACKNOWLEDGED } from './acknowledged.ts';
import { ALL_EQUAL } from './all-equal.ts';
import { ASKS_AGAIN } from './asks-again.ts';
import { ASKS_FIRST } from './asks-first.ts';
import { CACHE, NEVER_EVICTED } from './cache.ts';
import { CHANNEL_WRITERS } from './channel-writers.ts';
import { CLIENT_THROWS } from './client-throws.ts';
import { DATES } from './dates.ts';
import { DISAPPEARED } from './disappeared.ts';
import { FEATURES_EQUAL } from './features-equal.ts';
import { FETCHES_WHAT_IT_OWES } from './fetches-what-it-owes.ts';
import { FOUND_WORDS } from './found-words.ts';
import { HEADS } from './heads.ts';
import { JOINED } from './joined.ts';
import { LAST_EMISSION } from './last-emission.ts';
import { LAST_NOTE } from './last-note.ts';
import { MARKS } from './marks.ts';
import { NEVER_STORED } from './never-stored.ts';
import { NEWEST_NOTE } from './newest-note.ts';
import { NO_FLICKER } from './no-flicker.ts';
import { NO_HOLE } from './no-hole.ts';
import { NOTHING_LEFT } from './nothing-left.ts';
import { ONE_ROW_AN_OP } from './one-row-an-op.ts';
import { OWN_WRITES } from './own-writes.ts';
import { PACED } from './paced.ts';
import { PLACES } from './places.ts';
import { PRIVATE_READING } from './private-reading.ts';
import { RECEIPTS_EQUAL } from './receipts-equal.ts';
import { RETRIES } from './retries.ts';
import { SAME_ORDER } from './same-order.ts';
import { SHORT_WAITS } from './short-waits.ts';
import { STATUS_GRAPH } from './status-graph.ts';
import { STORAGE_KEEPS } from './storage-keeps.ts';
import { TAKEN_ALONG } from './taken-along.ts';
import { TAKEN_BACK } from './taken-back.ts';
import { TELLS_WHAT_IT_OWES } from './tells-what-it-owes.ts';
import { UNREAD } from './unread.ts';

/** What must hold in every run (SIM-2 to SIM-16). That it comes to rest (SIM-1) is the runner's. */
export const INVARIANTS: readonly Invariant[] = [
  ACKNOWLEDGED,
  ONE_ROW_AN_OP,
  SAME_ORDER,
  NO_HOLE,
  OWN_WRITES,
  NO_FLICKER,
  STATUS_GRAPH,
  MARKS,
  UNREAD,
  CACHE,
  NEVER_EVICTED,
  RETRIES,
  LAST_EMISSION,
  NOTHING_LEFT,
  ALL_EQUAL,
  STORAGE_KEEPS,
  TAKEN_BACK,
  SHORT_WAITS,
  NEWEST_NOTE,
  LAST_NOTE,
  PLACES,
  ASKS_FIRST,
  HEADS,
  FETCHES_WHAT_IT_OWES,
  TELLS_WHAT_IT_OWES,
  ASKS_AGAIN,
  JOINED,
  CLIENT_THROWS,
  FEATURES_EQUAL,
  NEVER_STORED,
  CHANNEL_WRITERS,
  DISAPPEARED,
  PRIVATE_READING,
  RECEIPTS_EQUAL,
  DATES,
  PACED,
  FOUND_WORDS,
  TAKEN_ALONG,
];
