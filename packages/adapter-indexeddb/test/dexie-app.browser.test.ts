import { Dexie } from 'dexie';
import { expect, test } from 'vitest';
import { dexieStorage } from '../src/dexie.ts';
import { messages, ords, SPEC, until } from './stores.ts';

let n = 0;

/** The app, as of a release: its tables by version. */
function app(name: string, releases: number): Dexie {
  const db = new Dexie(name);
  db.version(1).stores({ drafts: '++id' });
  if (releases > 1) {
    const upgrade = db.version(2).stores({ drafts: '++id, to' });
    upgrade.upgrade((change) => change.table('drafts').toCollection().modify({ isUpgraded: true }));
  }
  if (releases > 2) db.version(3).stores({ photos: 'hash' });
  return db;
}

test('[IDB-16] later versions of the app upgrade its tables and keep ours, and both databases in one go on', async () => {
  const name = `dexie-app-${Date.now()}-${Math.random()}-${++n}`;
  const before = app(name, 1);
  await before.table('drafts').add({ to: 'bob' });
  const storage = dexieStorage(before);
  await storage.open(SPEC);
  await storage.commit(messages(120));
  expect(await before.table('drafts').count()).toBe(1);
  await storage.close();
  before.close();

  const after = app(name, 3);
  const next = dexieStorage(after);
  await next.open(SPEC);
  expect(await ords(next)).toEqual(until(120));
  expect(await after.table('drafts').where('to').equals('bob').toArray()).toMatchObject([{ isUpgraded: true }]);
  await next.destroy();
  expect(await after.table('drafts').count()).toBe(1);
  after.close();
  await Dexie.delete(name);
});

test('[IDB-16] an app that closes and opens its database for itself does not disturb the storage', async () => {
  const db = app(`dexie-app-${Date.now()}-${Math.random()}-${++n}`, 1);
  const storage = dexieStorage(db);
  await storage.open(SPEC);
  db.close();
  expect(await storage.commit(messages(3))).toBe(true);
  expect(await ords(storage)).toEqual(until(3));
  await storage.close();
  await db.delete();
});
