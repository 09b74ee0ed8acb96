import { CODES, type Refusal, type RefusalClass, type WireCode } from '@tidemark/protocol';
import { z } from 'zod';

/** Why a request was refused: its code decides the status (HTT-14). */
export class ApiError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

export function refuse(code: WireCode, found: string, retryAfterMs?: number): ApiError {
  const { class: kind, advice } = CODES[code];
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new ApiError({ code, class: kind, message: `${found} ${advice}`, ...wait });
}

export const errorSchema: z.ZodType<ErrorBody> = z.object({
  code: z.string(),
  message: z.string(),
  details: z.object({
    class: z.enum(['retry', 'permanent', 'auth', 'conflict']),
    retryAfterMs: z.number().int().optional(),
    row: z.looseObject({}).optional(),
  }),
});

export interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly details: {
    readonly class: RefusalClass;
    readonly retryAfterMs?: number | undefined;
    readonly row?: object | undefined;
  };
}

export function errorBody({ code, class: kind, message, retryAfterMs, row }: Refusal): ErrorBody {
  const more = { ...(retryAfterMs === undefined ? {} : { retryAfterMs }), ...(row === undefined ? {} : { row }) };
  return { code, message, details: { class: kind, ...more } };
}

const BY_CODE: Readonly<Record<string, number>> = {
  'frame/malformed': 400,
  'frame/unknown': 404,
  'frame/too-large': 413,
  'stream/unknown': 404,
  'op/forbidden': 403,
  'op/too-large': 413,
  'op/id-taken': 409,
  'op/exists': 409,
  'op/missing': 404,
  'op/conflict': 412,
  'op/unknown': 404,
  'rate/limited': 429,
  'server/internal': 500,
};
const BY_CLASS: Readonly<Record<RefusalClass, number>> = { auth: 401, conflict: 409, permanent: 422, retry: 503 };

export function statusOf({ code, class: kind }: Refusal): number {
  return BY_CODE[code] ?? BY_CLASS[kind];
}

/** What goes with the status: when to come again, and how to sign in. */
export function headersOf(refusal: Refusal): Record<string, string> {
  const status = statusOf(refusal);
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  if (status !== 429 && status !== 503) return {};
  return { 'retry-after': String(Math.max(1, Math.ceil((refusal.retryAfterMs ?? 1_000) / 1_000))) };
}
