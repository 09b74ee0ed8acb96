import { kept } from '../model/same.ts';
import { unreachable } from '../model/unreachable.ts';

/** Where the sync engine stands. */
export type SyncStatus =
  /** No connection: for reasons that must go away first, or until the next attempt at `retryAtMs` (monotonic). */
  | { readonly kind: 'offline'; readonly why: readonly string[]; readonly retryAtMs?: number | undefined }
  | { readonly kind: 'connecting'; readonly attempt: number }
  /** Connected; `left` requests until the device holds what it should. */
  | { readonly kind: 'catching-up'; readonly left: number }
  | { readonly kind: 'live' }
  /** The server will not have this client as it is: a token, an old app, another user. Waits for the app. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

export type SyncEvent =
  | { readonly kind: 'paused'; readonly why: readonly string[] }
  | { readonly kind: 'attempted'; readonly attempt: number }
  | { readonly kind: 'left'; readonly left: number }
  | { readonly kind: 'lost'; readonly why: string; readonly retryAtMs: number }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** What the status becomes. Total: an event that means nothing in a state leaves the same object. */
export function nextSyncStatus(status: SyncStatus, event: SyncEvent): SyncStatus {
  switch (event.kind) {
    case 'paused':
      return kept(status, { kind: 'offline', why: event.why });
    case 'attempted':
      return { kind: 'connecting', attempt: event.attempt };
    case 'left':
      if (status.kind !== 'connecting' && status.kind !== 'catching-up' && status.kind !== 'live') return status;
      return kept(status, event.left === 0 ? { kind: 'live' } : { kind: 'catching-up', left: event.left });
    case 'lost':
      return { kind: 'offline', why: [event.why], retryAtMs: event.retryAtMs };
    case 'refused':
      return { kind: 'refused', code: event.code, message: event.message };
    default:
      return unreachable(event);
  }
}
