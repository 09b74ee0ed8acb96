import { createRxDatabase, type RxCollection, type RxDatabase } from 'rxdb';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';

export interface Message {
  readonly id: string;
  readonly author: string;
  readonly text: string;
}

const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: { type: 'string', maxLength: 100 }, author: { type: 'string' }, text: { type: 'string' } },
  required: ['id', 'author', 'text'],
} as const;

/** In memory: what RxDB has for files in Node is not free, or a trial. */
export async function openDatabase(name: string): Promise<RxDatabase<{ messages: RxCollection<Message> }>> {
  const database = await createRxDatabase<{ messages: RxCollection<Message> }>({
    name,
    storage: getRxStorageMemory(),
    multiInstance: false,
  });
  await database.addCollections({ messages: { schema } });
  return database;
}
