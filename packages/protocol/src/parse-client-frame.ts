import type { z } from 'zod';
import { type ClientFrame, clientFrameSchemas } from './up.ts';

/** A client frame that fits, the `type` of one that is not known, or where and why one does not fit. */
export type ParsedClientFrame =
  | { readonly ok: ClientFrame }
  | { readonly unknown: string }
  | { readonly malformed: string };

const MAX_FOUND = 64;

/**
 * Tells what one element of a client's message is. `ok` is the value itself, not a copy, so that bodies are forwarded
 * as they came; it never throws, whatever JSON.parse returned.
 */
export function parseClientFrame(value: unknown): ParsedClientFrame {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { malformed: 'frame: expected an object with a type' };
  }
  const { type } = value as { readonly type?: unknown };
  if (typeof type !== 'string') return { malformed: 'frame.type: expected a string' };
  if (!isClientFrameType(type)) return { unknown: type.slice(0, MAX_FOUND) };
  const { error } = clientFrameSchemas[type].safeParse(value);
  return error === undefined ? { ok: value as ClientFrame } : { malformed: describe(type, error) };
}

function isClientFrameType(type: string): type is ClientFrame['type'] {
  return Object.hasOwn(clientFrameSchemas, type);
}

/** The first of what is wrong, as `push.ops[2].opId: …`: one is enough to look for, and a frame can have thousands. */
function describe(type: string, error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return type;
  const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${type}${path}: ${issue.message}`.slice(0, MAX_FOUND * 4);
}
