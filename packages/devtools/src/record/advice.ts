import { CODES } from '@tidemark/protocol';

/** Codes that no server sends. */
const OWN: Readonly<Record<string, string>> = {
  'transport/failed':
    'There is no connection, or it broke. It is tried again by itself; look at the server and the way there.',
  'transport/malformed': 'What came was not of the protocol. Look for a proxy in between, or for an older server.',
  'transport/closed': 'The connection is over. It is opened again by itself.',
  'client/other-user': 'This database is another user’s. Open one for each user, or sign in as that one.',
  'client/code-missing':
    'A part of the app’s own code could not be fetched. It is tried again; a page of an older release must be loaded anew.',
  'client/refused': 'The server will not have this client. The code it gave says why.',
  'storage/quota-exceeded': 'The device is full. Free some room, or lower cache.limitBytes.',
  'storage/closed': 'The database was closed under the client. Open the app again.',
  'storage/blocked': 'Another tab keeps an older database open. Close that tab.',
  'storage/stale': 'Another tab runs a later version of the app. Load this page again.',
  'storage/unavailable': 'The database cannot be opened at the moment. Try again later.',
  'storage/corrupt': 'The database is damaged. Export what can be read, and begin a new one.',
  'storage/version': 'The database is of a newer release. Update the app.',
  'auth-failed': 'Look at what your auth function throws.',
};

/** What may be done about a code; undefined where that is not known. */
export function adviceOf(code: string): string | undefined {
  return OWN[code] ?? (Object.hasOwn(CODES, code) ? CODES[code as keyof typeof CODES].advice : undefined);
}
