import { TidemarkError } from '@tidemark/protocol';

/**
 * How often in a row a refusal is met before only the app can help: a token may just have expired, so it is asked for
 * once more; another user, another release or a newer session of this device are final at once. Undefined for what is
 * no refusal and is tried for ever.
 */
export function attemptsBefore(error: unknown): number | undefined {
  const code = codeOf(error);
  if (code === 'client/other-user' || code === 'hello/protocol' || code === 'hello/replaced') return 1;
  const isRefusal = TidemarkError.is(error, 'client/refused') || TidemarkError.is(error, 'transport/failed');
  return isRefusal && !error.retryable ? 2 : undefined;
}

/** The server's code where it gave one; else ours; `auth-failed` when the app's own `auth` threw. */
export function codeOf(error: unknown): string {
  if (TidemarkError.is(error, 'client/refused')) return error.details.code;
  return TidemarkError.is(error) ? error.code : 'auth-failed';
}
