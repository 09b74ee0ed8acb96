/** Every code a Tidemark package throws, with the details it carries. Each has a page in docs/errors. */
export interface ErrorDetails {
  /** The device or the quota is full. Nothing of the commit was kept. */
  'storage/quota-exceeded': { readonly usedBytes?: number | undefined; readonly limitBytes?: number | undefined };
  /** The adapter was closed, or never opened. */
  'storage/closed': { readonly name: string };
  /** Another process or tab holds the database in a way that shuts this one out. */
  'storage/blocked': { readonly name: string };
  /** Another tab runs a later version of the app and upgraded the database. This one goes on with what it knows. */
  'storage/stale': Record<never, never>;
  /** The database was written by a newer version. It is left as it was. */
  'storage/version': { readonly found: number; readonly supported: number };
  /** The bytes are not what was written. `where` names the file, store or row. */
  'storage/corrupt': { readonly where: string };
  /** The engine cannot be used here: no permission, no such folder, a dead handle. */
  'storage/unavailable': { readonly name: string };
  /** A request breaks the storage contract, for example a key of the wrong arity. */
  'storage/invalid-request': { readonly request: string };

  /** A connection could not be made, or broke. */
  'transport/failed': { readonly closeCode?: number | undefined; readonly reason?: string | undefined };
  /** The connection is closed; the frames were not sent. */
  'transport/closed': { readonly closeCode?: number | undefined };
  /** The peer sent something that is not a frame. */
  'transport/malformed': { readonly found: string };

  /** An option of createClient, an adapter or the server does not fit. */
  'options/invalid': { readonly option: string; readonly found: string };
  /** The client was closed. */
  'client/closed': Record<never, never>;
  /** A part of the SDK that is fetched when it is first needed could not be. */
  'client/code-missing': { readonly found: string };
  /** The signed-in user is not the one this database belongs to. */
  'client/other-user': { readonly stored: string; readonly found: string };
  /** The write needs to know who the user is, and no connection was ever made. */
  'client/identity-unknown': Record<never, never>;
  /** The server refused the session; `code` is the server's. */
  'client/refused': { readonly code: string; readonly retryAfterMs?: number | undefined };

  /** A write does not fit its schema or limits. `path` points at the field. */
  'write/invalid': { readonly path: string; readonly found: string };
  /** A line of an import, of this file where it has several, is not what the format says. Counted from 1. */
  'import/malformed': { readonly line: number; readonly found: string; readonly file?: string | undefined };
  /** There is no such row on this device. */
  'write/not-found': { readonly id: string };
  /** Another tab wrote the same rows first. The write is made again on what is there now. */
  'storage/raced': Record<never, never>;
  /** `flush` was over before everything was at the server. */
  'outbox/unflushed': { readonly pending: number };
  /** The time for a background sync was over, or only the app can help: the rest goes later. */
  'sync/unfinished': { readonly status: string; readonly pending: number };
  /** The op was pushed already, or is gone; only unsent ops can be cancelled. */
  'outbox/not-cancellable': { readonly opId: string; readonly status: string };

  /** The server's data folder cannot be used. */
  'server/data': { readonly path: string };
  /** The folder for a new app has something in it, or is none. */
  'create/folder': { readonly path: string; readonly found: string };
  /** The port is taken or not allowed. */
  'server/listen': { readonly port: number };
}

export type ErrorCode = keyof ErrorDetails;
