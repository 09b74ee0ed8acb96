import { join } from 'node:path';
import type { Contender } from './contender.ts';

const FOLDER = join(import.meta.dirname, '../../peers/src');

const peer = (name: string, folder: string): Contender => ({
  name,
  server: `../../peers/src/${folder}/server-main.ts`,
  serverArgs: (data) => [data],
  devices: join(FOLDER, folder, 'device.ts'),
  keepsForTheAbsent: true,
  isForTwo: true,
});

/** What people would use instead, as its own documentation advises; each adapter says what it does not do. */
export const PEERS: readonly Contender[] = [
  peer('socket.io', 'socket-io'),
  peer('Yjs', 'yjs'),
  peer('TinyBase', 'tinybase'),
  peer('RxDB', 'rxdb'),
  { ...peer('PouchDB', 'pouchdb'), isRival: true },
];
