import type { SyncStatus } from '@tidemark/core';
import { expect, test } from 'vitest';
import { explainSync } from './explain-sync.ts';

const explained = (status: SyncStatus): string => {
  const { title, why, advice } = explainSync(status);
  return [title, why, ...(advice ? [advice] : [])].join(' | ');
};

test('[DEV-3] each state is told with why it is so and what may be done', () => {
  const states: readonly SyncStatus[] = [
    { kind: 'live' },
    { kind: 'catching-up', left: 1 },
    { kind: 'connecting', attempt: 3 },
    { kind: 'offline', why: ['no-network'] },
    { kind: 'offline', why: ['transport/failed'], retryAtMs: 9 },
    { kind: 'offline', why: ['signed-out', 'devtools'] },
    { kind: 'refused', code: 'auth/expired', message: 'The token has expired.' },
    { kind: 'refused', code: 'of/later', message: 'No.' },
  ];
  expect(states.map(explained)).toEqual([
    'Live | Connected. This device holds what it should.',
    'Catching up | Connected. One request to go until this device holds what it should.',
    'Connecting | Asking for a token and opening a connection. Attempt 3 since it last worked.',
    'Offline | This device says that it has no network. It tries again when that changes.',
    'Offline | The connection failed with transport/failed. | There is no connection, or it broke. It is tried again by itself; look at the server and the way there.',
    'Paused | signed-out. Paused here, in these devtools.',
    'Refused | The token has expired. [auth/expired] | Return a fresh token from `auth`; it is asked again at every connection.',
    'Refused | No. [of/later] | The server will not have this client as it is. Change that, then sync now.',
  ]);
});
