import { z } from 'zod';

/** What the first line of a request says (HTT-1). Messages stand in the lines after it. */
export type SyncRequest =
  | { readonly open: 'stream' | 'poll' }
  | { readonly session: string; readonly poll: number }
  | { readonly session: string; readonly send: number; readonly close?: true | undefined };

const sessionSchema = z.string().min(1).max(64);
const countSchema = z.number().int().nonnegative();

const requestSchema: z.ZodType<SyncRequest> = z.union([
  z.strictObject({ open: z.enum(['stream', 'poll']) }),
  z.strictObject({ session: sessionSchema, poll: countSchema }),
  z.strictObject({ session: sessionSchema, send: countSchema.min(1), close: z.literal(true).optional() }),
]);

/** The request and its messages, or undefined when the first line is none. */
export function readSyncRequest(
  body: string,
): { readonly request: SyncRequest; readonly messages: readonly string[] } | undefined {
  const [first = '', ...messages] = body.split('\n');
  const parsed = requestSchema.safeParse(parse(first));
  return parsed.success ? { request: parsed.data, messages } : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
