import { CLOSE, TidemarkError } from '@tidemark/protocol';

/** These do not pass by themselves. What each code means, and what to do, is in docs/errors/transport-failed.md. */
const LASTING: readonly number[] = [CLOSE.unauthorized, CLOSE.replaced, CLOSE.protocol];

/**
 * What a connection's iteration throws when the peer closed with `closeCode`: `transport/failed`, or undefined for a
 * clean end (1000, or no code at all, which WebSockets report as 1005).
 */
export function closeError(closeCode: number, reason = ''): TidemarkError<'transport/failed'> | undefined {
  if (closeCode === 1000 || closeCode === 1005) return undefined;
  const message = `The connection ended with code ${closeCode}${reason && `: ${reason}`}`;
  const retryable = !LASTING.includes(closeCode);
  return new TidemarkError('transport/failed', message, { closeCode, reason: reason || undefined }, { retryable });
}
