import { TidemarkError } from '@tidemark/protocol';
import type { Happened } from './client-event.ts';

/** What of the codes is about who somebody is, or about what was sealed. */
export function isSecurity(code: string): boolean {
  return code.startsWith('auth/') || code.startsWith('crypto/') || code === 'client/other-user';
}

/** What an error that nobody was given as an answer says happened. */
export function failureEvent(error: unknown): Happened {
  if (!TidemarkError.is(error)) return { kind: 'failed', error };
  const { message, retryable } = error;
  const code: string = TidemarkError.is(error, 'client/refused') ? error.details.code : error.code;
  if (code.startsWith('storage/')) return { kind: 'storage-failed', code, message, retryable };
  return isSecurity(code) ? { kind: 'security-failed', code, message } : { kind: 'failed', error };
}
