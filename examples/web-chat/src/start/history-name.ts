import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/** In the data folder; `--fresh` removes it. */
export const HISTORY_FILE = 'history';
const YEAR_S = 365 * 24 * 3_600;

/** Which history the folder holds: another one after `--fresh`. */
export function historyName(data: string): string {
  const file = join(data, HISTORY_FILE);
  try {
    const found = readFileSync(file, 'utf8').trim();
    if (/^[\w-]+$/.test(found)) return found;
  } catch {
    // None yet.
  }
  const name = randomUUID();
  writeFileSync(file, `${name}\n`);
  return name;
}

/**
 * Has a browser forget what its pages kept of another history of this folder: its chats would go on with a server that
 * knows nothing of them. A browser that was never here, or lost its cookies, is left alone.
 */
export function forgetOthers(history: string, port: () => number): MiddlewareHandler {
  return async (context, next) => {
    await next();
    // Cookies know no ports.
    const cookie = `tidemark-history-${port()}`;
    const last = getCookie(context, cookie);
    if (last === history) return;
    if (last !== undefined) context.header('clear-site-data', '"storage"');
    setCookie(context, cookie, history, { maxAge: YEAR_S, httpOnly: true, sameSite: 'Lax', path: '/' });
  };
}
