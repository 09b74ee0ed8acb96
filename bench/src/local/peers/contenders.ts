import { join } from 'node:path';
import type { Side, Trial } from '../trial.ts';
import type { Stores } from './peer.ts';

/** One store of the browser that is measured, in a page of its own. */
export interface LocalContender {
  readonly name: string;
  readonly side: Side;
  /** The page's module. */
  readonly page: string;
  readonly stores: Stores;
  /** The most messages it can hold here; any number where it is absent. */
  readonly mostMessages?: number | undefined;
}

const PAGE = join(import.meta.dirname, '../page-main.ts');
const peer = (name: string, folder: string, stores: Stores): LocalContender => ({
  name,
  side: 'peer',
  page: join(import.meta.dirname, '../../../peers/src', folder, 'page-main.ts'),
  stores,
});

export const OURS: LocalContender = { name: 'ours', side: 'ours', page: PAGE, stores: 'at once' };

export const LOCAL_CONTENDERS: readonly LocalContender[] = [
  OURS,
  { name: 'IndexedDB', side: 'floor', page: PAGE, stores: 'at once' },
  peer('Dexie', 'dexie', 'at once'),
  peer('PouchDB', 'pouchdb', 'at once'),
  // Beyond, 15.3 ends with `Maximum call stack size exceeded`: without a server, local mutations are all it has.
  { ...peer('Replicache', 'replicache', 'later'), mostMessages: 10_000 },
  peer('TanStack DB', 'tanstack-db', 'never'),
];

/** Nothing is there after a start where nothing was stored. */
export function can(trial: Trial, { stores, mostMessages = Number.POSITIVE_INFINITY }: LocalContender): boolean {
  if (trial.what === 'open' && stores === 'never') return false;
  return trial.what === 'send' || trial.messages <= mostMessages;
}
