import { TidemarkError } from '@tidemark/core';

/** A server in development mode gives a token for any name. In an app, this is where the sign-in goes. */
export async function devToken(url: string, user: string): Promise<string> {
  const address = new URL('/dev/token', url.replace(/^ws/, 'http'));
  const ask = { method: 'POST', body: JSON.stringify({ user }), headers: { 'content-type': 'application/json' } };
  const asked = await fetch(address, { ...ask, signal: AbortSignal.timeout(5_000) }).catch((cause: unknown) => {
    throw noToken(`${address.host} does not answer`, true, cause);
  });
  if (!asked.ok) throw noToken(`${address.host} gives no token for ${user}: ${await asked.text()}`, false);
  return ((await asked.json()) as { token: string }).token;
}

function noToken(message: string, retryable: boolean, cause?: unknown): TidemarkError {
  return new TidemarkError('transport/failed', message, {}, { retryable, cause });
}
