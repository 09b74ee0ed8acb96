import { TidemarkError } from '@tidemark/core';

/** A server in development mode gives a token for any name. In an app, this is where the sign-in goes. */
export async function devToken(server: string, user: string): Promise<string> {
  const address = new URL('/dev/token', server.replace(/^ws/, 'http'));
  const asked = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user }),
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => {
    throw refused(`${address.host} does not answer`, true, cause);
  });
  if (asked.status === 404) throw refused(`${address.host} gives no development tokens: start it with --dev`, false);
  if (!asked.ok) throw refused(`${address.host} gives no token (${asked.status})`, asked.status >= 500);
  return ((await asked.json()) as { token: string }).token;
}

function refused(message: string, retryable: boolean, cause?: unknown): TidemarkError {
  return new TidemarkError('transport/failed', message, {}, { retryable, cause });
}
