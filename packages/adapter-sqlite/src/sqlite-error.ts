import { invalidRequest, TidemarkError } from '@tidemark/core';
import type { Driver } from './driver.ts';
import { RESULT_CODES } from './result-code.ts';

/** An engine's error as the storage contract names it. `path` is named in the message and the details. */
export function toStorageError(driver: Driver, path: string, cause: unknown): TidemarkError {
  if (TidemarkError.is(cause)) return cause;
  const found = driver.resultCode(cause);
  if (found === undefined) {
    if (cause instanceof RangeError) return invalidRequest('a row is larger than the engine takes', cause);
    return unavailable(path, cause, false);
  }
  if (found === RESULT_CODES.SQLITE_IOERR_SHMSIZE) return full(path, cause);
  switch (found & 0xff) {
    case RESULT_CODES.SQLITE_FULL:
      return full(path, cause);
    case RESULT_CODES.SQLITE_BUSY:
    case RESULT_CODES.SQLITE_LOCKED:
    case RESULT_CODES.SQLITE_PROTOCOL:
      return new TidemarkError(
        'storage/blocked',
        `Another process holds "${path}" for longer than the busy timeout. Nothing was changed; try again.`,
        { name: path },
        { cause, retryable: true },
      );
    case RESULT_CODES.SQLITE_CORRUPT:
    case RESULT_CODES.SQLITE_NOTADB:
      return corrupt(path, 'is not a SQLite database, or a damaged one', cause);
    case RESULT_CODES.SQLITE_TOOBIG:
      return invalidRequest('a row is larger than the engine takes', cause);
    default:
      return unavailable(
        path,
        cause,
        [RESULT_CODES.SQLITE_IOERR, RESULT_CODES.SQLITE_NOMEM].some((code) => code === (found & 0xff)),
      );
  }
}

export function corrupt(path: string, what: string, cause?: unknown): TidemarkError<'storage/corrupt'> {
  return new TidemarkError(
    'storage/corrupt',
    `"${path}" ${what}. It is left as it is: restore it, move it away, or call destroy().`,
    { where: path },
    { cause },
  );
}

function full(path: string, cause: unknown): TidemarkError {
  return new TidemarkError(
    'storage/quota-exceeded',
    `The disk of "${path}" is full. Nothing of the commit was kept; free some space and try again.`,
    {},
    { cause, retryable: true },
  );
}

function unavailable(path: string, cause: unknown, retryable: boolean): TidemarkError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TidemarkError(
    'storage/unavailable',
    `"${path}" cannot be used (${why}). Check that its folder exists and may be written.`,
    { name: path },
    { cause, retryable },
  );
}
