import type { ClientFrame } from '@tidemark/protocol';
import { parseClientFrame } from '@tidemark/protocol/schemas';
import type { ErrorInfo } from '../connection/session.ts';

export type ReadFrame =
  | { readonly frame: ClientFrame }
  | { readonly code: 'frame/malformed' | 'frame/unknown'; readonly info: ErrorInfo; readonly value?: unknown };

/** Reads one message into frames, good and bad (PRO-4): a bad one does not spoil the others. */
export function readMessage(message: string | Uint8Array): readonly ReadFrame[] {
  if (typeof message !== 'string') return [malformed('A binary message.')];
  const parsed = parse(message);
  if (!Array.isArray(parsed)) return [malformed('The message is not a JSON array of frames.')];
  return parsed.map(readFrame);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readFrame(value: unknown): ReadFrame {
  const parsed = parseClientFrame(value);
  if ('ok' in parsed) return { frame: parsed.ok };
  const re = requestOf(value);
  if ('malformed' in parsed) return malformed(`${parsed.malformed}.`, re, value);
  return { code: 'frame/unknown', info: { re, found: `type: ${JSON.stringify(parsed.unknown)}.` }, value };
}

/** The request a bad frame would have been, so that its sender does not wait for an answer. */
function requestOf(value: unknown): number | undefined {
  const { id } = Object(value) as { id?: unknown };
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : undefined;
}

function malformed(found: string, re?: number, value?: unknown): ReadFrame {
  return { code: 'frame/malformed', info: { found, re }, value };
}
