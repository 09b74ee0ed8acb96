type Name =
  | 'SQLITE_ERROR'
  | 'SQLITE_PERM'
  | 'SQLITE_BUSY'
  | 'SQLITE_LOCKED'
  | 'SQLITE_NOMEM'
  | 'SQLITE_READONLY'
  | 'SQLITE_IOERR'
  | 'SQLITE_CORRUPT'
  | 'SQLITE_FULL'
  | 'SQLITE_CANTOPEN'
  | 'SQLITE_PROTOCOL'
  | 'SQLITE_TOOBIG'
  | 'SQLITE_NOTADB'
  | 'SQLITE_IOERR_SHMSIZE';

/** SQLite's primary result codes that the adapter tells apart, and one extended one. */
export const RESULT_CODES: Readonly<Record<Name, number>> = {
  SQLITE_ERROR: 1,
  SQLITE_PERM: 3,
  SQLITE_BUSY: 5,
  SQLITE_LOCKED: 6,
  SQLITE_NOMEM: 7,
  SQLITE_READONLY: 8,
  SQLITE_IOERR: 10,
  SQLITE_CORRUPT: 11,
  SQLITE_FULL: 13,
  SQLITE_CANTOPEN: 14,
  /** Other processes changed the log each of the many times it was looked at. */
  SQLITE_PROTOCOL: 15,
  SQLITE_TOOBIG: 18,
  SQLITE_NOTADB: 26,
  /** How a full disk shows when the shared memory of the log has to grow. */
  SQLITE_IOERR_SHMSIZE: 4874,
};

/** The number of a code given by name, for engines that name them: `SQLITE_BUSY_SNAPSHOT` is `SQLITE_BUSY`. */
export function resultCodeOf(name: string): number {
  const primary = name.split('_', 2).join('_');
  const codes: Readonly<Record<string, number>> = RESULT_CODES;
  return codes[name] ?? codes[primary] ?? RESULT_CODES.SQLITE_ERROR;
}

// What SQLite says of a code (sqlite3_errstr), for engines that pass on the words alone.
const WORDS: readonly (readonly [string, Name])[] = [
  ['database is locked', 'SQLITE_BUSY'],
  ['database table is locked', 'SQLITE_LOCKED'],
  ['database disk image is malformed', 'SQLITE_CORRUPT'],
  ['malformed database schema', 'SQLITE_CORRUPT'],
  ['file is not a database', 'SQLITE_NOTADB'],
  ['database or disk is full', 'SQLITE_FULL'],
  ['unable to open database file', 'SQLITE_CANTOPEN'],
  ['locking protocol', 'SQLITE_PROTOCOL'],
  ['attempt to write a readonly database', 'SQLITE_READONLY'],
  ['access permission denied', 'SQLITE_PERM'],
  ['string or blob too big', 'SQLITE_TOOBIG'],
  ['out of memory', 'SQLITE_NOMEM'],
  ['disk I/O error', 'SQLITE_IOERR'],
];

/** The code of an error known by its message alone: the number in it, or SQLite's words. */
export function resultCodeIn(message: string): number | undefined {
  const number = /error code:? (\d+)/i.exec(message)?.[1];
  if (number !== undefined) return Number(number);
  const name = WORDS.find(([words]) => message.includes(words))?.[1];
  return name === undefined ? undefined : RESULT_CODES[name];
}
