import {
  type JsonObject,
  KEY_PATTERN,
  MAX_ATTACHMENTS,
  MAX_MENTIONS,
  type MessageBody,
  NAME_PATTERN,
  UUID7_PATTERN,
} from '@tidemark/protocol';
import type { MessageEdit } from './message.ts';
import { mustWrite as must } from './must.ts';

/** Gives the value as it is sent, or throws `write/invalid`. */
type Check = (path: string, value: never) => unknown;

/** Called where it is marked pure, so that a bundle that checks nothing drops it. */
const atMost =
  (most: number): Check =>
  (path, value) =>
    checkText(path, value, most);

const MEDIA_TYPE = /^[\w.+-]{1,127}\/[\w.+-]{1,127}$/;

const ATTACHMENT: Readonly<Record<string, Check>> = {
  blob: /* @__PURE__ */ atMost(256),
  url: /* @__PURE__ */ atMost(2048),
  type: (path, value: string) => {
    must(typeof value === 'string' && MEDIA_TYPE.test(value), path, 'a media type such as image/jpeg', value);
    return value;
  },
  name: /* @__PURE__ */ atMost(256),
  size: checkOrd,
  width: checkOrd,
  height: checkOrd,
  durationMs: checkOrd,
  preview: /* @__PURE__ */ atMost(4096),
};

const FORWARDED: Readonly<Record<string, Check>> = {
  conversation: checkKey,
  id: checkId,
  author: checkName,
  at: checkOrd,
};

const MESSAGE: Readonly<Record<keyof MessageBody, Check>> = {
  kind: /* @__PURE__ */ atMost(32),
  text: (path, value: string) => {
    must(typeof value === 'string', path, 'a string', value);
    return wellFormed(value);
  },
  attachments: (path, value: readonly object[]) =>
    checkEach(path, value, MAX_ATTACHMENTS, (at, each) => {
      const attachment = checkFields(at, each, ATTACHMENT);
      const { type, blob, url } = attachment;
      must(type !== undefined && (blob ?? url) !== undefined, at, 'something with a type, and a blob or a url', each);
      return attachment;
    }),
  replyTo: checkId,
  mentions: (path, value: readonly string[]) => checkEach(path, value, MAX_MENTIONS, checkName),
  forwarded: (path, value: object) => {
    const forwarded = checkFields(path, value, FORWARDED);
    const isWhole = ['conversation', 'id', 'author'].every((field) => field in forwarded);
    must(isWhole, path, 'something with a conversation, an id and an author', value);
    return forwarded;
  },
  meta: checkJson,
};

/** The body as it is sent, or `write/invalid`. Lone surrogates, which no database keeps, become U+FFFD. */
export function checkMessageBody(body: MessageBody): MessageBody & JsonObject {
  return checkFields('message', body, MESSAGE);
}

/** The same of the fields that an edit changes; null removes one. */
export function checkMessageEdit(edit: MessageEdit): JsonObject {
  return checkFields('message', edit, MESSAGE, true);
}

function checkFields(
  path: string,
  value: object,
  checks: Readonly<Record<string, Check>>,
  keepsNull = false,
): JsonObject {
  must(typeof value === 'object' && value !== null, path, 'an object', value);
  const checked: Record<string, unknown> = {};
  for (const [field, found] of Object.entries(value)) {
    must(Object.hasOwn(checks, field), `${path}.${field}`, 'absent: use meta', field);
    if (found === null && keepsNull) checked[field] = null;
    else if (found !== undefined) checked[field] = checks[field]?.(`${path}.${field}`, found as never);
  }
  return checked as JsonObject;
}

function checkEach<Each>(
  path: string,
  values: readonly Each[],
  most: number,
  check: (path: string, value: Each) => unknown,
): readonly unknown[] {
  must(Array.isArray(values) && values.length <= most, path, `a list of at most ${most}`, values);
  return values.map((value, i) => check(`${path}.${i}`, value));
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
  must(typeof id === 'string' && UUID7_PATTERN.test(id), path, 'a UUIDv7 in lower case', id);
  return id;
}

/** A place in a conversation: one the server would refuse is never stored, since it would be told again and again. */
export function checkOrd(path: string, ord: number): number {
  must(Number.isSafeInteger(ord) && ord >= 0, path, 'a whole number from 0', ord);
  return ord;
}

/** An id of a conversation, or any other key. */
export function checkKey(path: string, key: string): string {
  must(typeof key === 'string' && KEY_PATTERN.test(key), path, '1 to 264 characters without spaces', key);
  return key;
}

export function checkName(path: string, name: string): string {
  must(isName(name), path, NAME, name);
  return name;
}

export function checkText(path: string, text: string, most: number): string {
  must(typeof text === 'string' && text.length > 0 && text.length <= most, path, `1 to ${most} characters`, text);
  return wellFormed(text);
}

/** Looked at for any surrogate first, which is much quicker than for lone ones, and mostly there is none. */
const wellFormed = (text: string): string => (/[\ud800-\udfff]/.test(text) ? text.replace(/\p{Cs}/gu, '\ufffd') : text);

export const NAME = '1 to 128 characters without spaces';

export function isName(value: unknown): boolean {
  return typeof value === 'string' && NAME_PATTERN.test(value);
}
