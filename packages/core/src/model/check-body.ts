import { type JsonObject, type MessageBody, NAME_PATTERN, UUID7_PATTERN } from '@tidemark/protocol';
import { mustWrite as must } from './must.ts';

const FIELDS = new Set(['kind', 'text', 'replyTo', 'meta']);

/** The body as it is sent, or `write/invalid`. Lone surrogates, which no database keeps, become U+FFFD. */
export function checkMessageBody(body: MessageBody): MessageBody & JsonObject {
  must(typeof body === 'object' && body !== null, 'message', 'an object', body);
  for (const field of Object.keys(body)) must(FIELDS.has(field), `message.${field}`, 'absent: use meta', field);
  const { kind, text, replyTo, meta } = body;
  if (kind !== undefined) checkText('message.kind', kind, 32);
  must(text === undefined || typeof text === 'string', 'message.text', 'a string', text);
  if (replyTo !== undefined) checkId('message.replyTo', replyTo);
  return {
    ...(kind !== undefined && { kind }),
    ...(text !== undefined && { text: text.replace(/\p{Cs}/gu, '\ufffd') }),
    ...(replyTo !== undefined && { replyTo }),
    ...(meta !== undefined && { meta: checkJson('message.meta', meta) }),
  };
}

/** A deep copy as JSON keeps it, so that later changes by the caller do not reach what was written. */
export function checkJson(path: string, value: object): JsonObject {
  const copy = copied(value);
  must(typeof copy === 'object' && copy !== null && !Array.isArray(copy), path, 'a JSON object', value);
  return copy as JsonObject;
}

function copied(value: object): unknown {
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    // Cycles and BigInts cannot be written.
    return undefined;
  }
}

export function checkId(path: string, id: string): string {
  must(UUID7_PATTERN.test(id), path, 'a UUIDv7 in lower case', id);
  return id;
}

/** A place in a conversation: one the server would refuse is never stored, since it would be told again and again. */
export function checkOrd(path: string, ord: number): number {
  must(Number.isSafeInteger(ord) && ord >= 0, path, 'a whole number from 0', ord);
  return ord;
}

export function checkName(path: string, name: string): string {
  must(isName(name), path, NAME, name);
  return name;
}

export function checkText(path: string, text: string, most: number): string {
  must(typeof text === 'string' && text.length > 0 && text.length <= most, path, `1 to ${most} characters`, text);
  return text.replace(/\p{Cs}/gu, '\ufffd');
}

export const NAME = '1 to 128 characters without spaces';

export function isName(value: unknown): boolean {
  return typeof value === 'string' && NAME_PATTERN.test(value);
}
