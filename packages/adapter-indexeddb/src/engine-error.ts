import { TidemarkError } from '@tidemark/core';

function nameOf(cause: unknown): string {
  return cause instanceof Error || cause instanceof DOMException ? cause.name : '';
}

/**
 * Whether the handle is dead and a new one may do: WebKit drops connections with UnknownError, a closed connection
 * refuses transactions with InvalidStateError, and a connection closed by force aborts them with AbortError.
 */
export function isDeadHandle(cause: unknown): boolean {
  return ['InvalidStateError', 'UnknownError', 'AbortError'].includes(nameOf(cause));
}

/** The engine's error as the storage contract names it. */
export function toStorageError(name: string, cause: unknown): unknown {
  if (TidemarkError.is(cause)) return cause;
  switch (nameOf(cause)) {
    case 'QuotaExceededError': {
      const { quota, requested } = cause as { quota?: number | null; requested?: number | null };
      return new TidemarkError(
        'storage/quota-exceeded',
        `There is no room for this commit in "${name}": nothing of it was kept. Free space, then try again.`,
        { usedBytes: requested ?? undefined, limitBytes: quota ?? undefined },
        { cause },
      );
    }
    case 'VersionError':
      return new TidemarkError(
        'storage/blocked',
        `Another tab was changing "${name}": open it again.`,
        { name },
        { cause },
      );
    default:
      return new TidemarkError(
        'storage/unavailable',
        `IndexedDB cannot be used for "${name}" now: ${String(cause)}`,
        { name },
        { cause },
      );
  }
}

/** The database was emptied or made anew by someone else while this handle believed in it, or since the last time. */
export function lostDatabase(name: string): TidemarkError<'storage/corrupt'> {
  return new TidemarkError(
    'storage/corrupt',
    `The database "${name}" was deleted by the browser or the user. What was not sent is lost: open it again to begin anew.`,
    { where: name },
  );
}
