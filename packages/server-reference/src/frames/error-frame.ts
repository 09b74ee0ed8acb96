import { CODES, type Refusal, type WireCode } from '@tidemark/protocol';
import type { ErrorInfo } from '../connection/session.ts';

/** An `error` frame as text: what was found, then what to do. */
export function errorFrame(code: WireCode, info: ErrorInfo = {}, fatal?: true): string {
  const { re, retryAfterMs } = info;
  return JSON.stringify({ type: 'error', re, ...refusal(code, info.found), retryAfterMs, fatal });
}

export function refusal(code: WireCode, found?: string): Refusal {
  const { class: kind, advice } = CODES[code];
  return { code, class: kind, message: found === undefined ? advice : `${found} ${advice}` };
}
