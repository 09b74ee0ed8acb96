import {
  CODES,
  type Committed,
  type Hello,
  PROTOCOL_VERSION,
  type Refusal,
  type Result,
  type Results,
  type Summaries,
  type Welcome,
  type WireCode,
} from '@tidemark/protocol';
import { buildId, DEFAULT_EPOCH, DEFAULT_STREAM, timeAt } from './build-rows.ts';

/** Limits as a server's by default are: 64 KiB a message, 500 ops a push, a heartbeat of 25 s. */
const LIMITS: Welcome['limits'] = {
  frameBytes: 65_536,
  opsPerPush: 500,
  bodyBytes: 32_768,
  heartbeatMs: 25_000,
  catchUpRevs: 1000,
};

export function buildHello(parts: Partial<Hello> = {}): Hello {
  return { type: 'hello', protocol: PROTOCOL_VERSION, token: 'token', device: 'phone', cursors: [], ...parts };
}

/** The welcome of ann; `limits` may name some. */
export function buildWelcome(
  parts: Partial<Omit<Welcome, 'limits'>> & { readonly limits?: Partial<Welcome['limits']> } = {},
): Welcome {
  const { limits, ...rest } = parts;
  const fixed = { protocol: PROTOCOL_VERSION, session: 's1', epoch: 'server-1', time: timeAt(0), user: 'ann' };
  return { type: 'welcome', ...fixed, ...rest, limits: { ...LIMITS, ...limits } };
}

/** Op number `n` (or the opId given), committed as the message at `rev`. */
export function buildOk(op: number | string, rev: number, parts: Partial<Committed> = {}): Result {
  const ok = { stream: DEFAULT_STREAM, epoch: DEFAULT_EPOCH, rev, ord: rev, at: timeAt(rev) };
  return { opId: opId(op), ok: { ...ok, ...parts } };
}

/** Op number `n` (or the opId given), refused with a code of the protocol. */
export function buildRefusal(op: number | string, code: WireCode, parts: Partial<Refusal> = {}): Result {
  return { opId: opId(op), error: { code, class: CODES[code].class, message: CODES[code].advice, ...parts } };
}

export function buildResults(...results: readonly Result[]): Results {
  return { type: 'results', results };
}

export function buildSummaries(parts: Partial<Summaries> & { readonly re: number }): Summaries {
  return { type: 'summaries', summaries: [], done: true, asOf: timeAt(0), ...parts };
}

function opId(op: number | string): string {
  return typeof op === 'number' ? buildId(op) : op;
}
