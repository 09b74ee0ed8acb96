import type { ServerFrame } from '../down.ts';
import { MAX_ID_LENGTH } from '../limits.ts';
import { STREAM_PATTERN } from '../patterns.ts';
import { boolean, type Check, is, listOf, object, oneOf, optional, shape, string } from './shape.ts';

// The schemas of server frames once more, without zod; server-frame.test.ts proves that both say the same. All in one
// function, so that a bundle which never checks a frame can drop it whole.
function checksByType(): Readonly<Record<ServerFrame['type'], Check>> {
  const count = is('a whole number', (value) => Number.isSafeInteger(value) && (value as number) >= 0);
  const id = is('an id', (value) => typeof value === 'string' && value.length > 0 && value.length <= MAX_ID_LENGTH);
  const stream = is('a stream id', (value) => typeof value === 'string' && STREAM_PATTERN.test(value));
  const perhapsCount = optional(count);
  const perhapsTrue = optional(oneOf(true));
  const two = listOf(count, 2);

  const row = shape({
    collection: id,
    key: id,
    rev: count,
    ord: perhapsCount,
    at: count,
    editedAt: perhapsCount,
    expiresAt: perhapsCount,
    author: id,
    op: optional(id),
    body: optional(object),
    deleted: perhapsTrue,
  });
  const rows = listOf(row);
  const mark = { delivered: count, read: count };
  const marks = listOf(shape({ user: id, ...mark }));
  const place = { stream, epoch: id };
  const span = { ...place, from: count, to: count };
  const head = { ...place, rev: count, ord: count, marksRev: count, at: count };
  const found = { rows, head: shape(head), marks: optional(marks) };
  const heads = shape({ heads: listOf(found.head) });

  const absent = is('ok or error, not both', (value) => value === undefined);
  const refusal = {
    code: string,
    class: oneOf('retry', 'permanent', 'auth', 'conflict'),
    message: string,
    retryAfterMs: perhapsCount,
  };
  const refused = shape({ opId: id, ok: absent, error: shape({ ...refusal, row: optional(row) }) });
  const committed = shape({
    opId: id,
    ok: shape({
      ...place,
      rev: count,
      from: perhapsCount,
      ord: perhapsCount,
      at: count,
      rows: optional(rows),
      duplicate: perhapsTrue,
    }),
  });
  const result: Check = (value) =>
    object(value) ?? ((value as { error?: unknown }).error === undefined ? committed : refused)(value);

  const limits = { frameBytes: count, opsPerPush: count, bodyBytes: count, heartbeatMs: count, catchUpRevs: count };
  return {
    welcome: shape({ protocol: count, session: id, epoch: id, time: count, user: id, limits: shape(limits) }),
    results: shape({ results: listOf(result) }),
    changes: shape({ re: perhapsCount, ...span, ...found }),
    page: shape({ re: count, ...place, ords: two, minOrd: count, newest: boolean, ...found }),
    heads,
    summaries: shape({ re: count, summaries: listOf(shape({ ...head, rows, ...mark })), done: boolean, asOf: count }),
    located: shape({ re: count, ...place, ord: count }),
    found: shape({ re: count, hits: listOf(shape({ stream, row })), next: optional(string), complete: boolean }),
    marks: shape({ ...span, marks }),
    signal: shape({ stream, from: id, kind: id, ttlMs: count }),
    presence: shape({
      users: listOf(shape({ user: id, state: oneOf('online', 'away', 'offline'), at: perhapsCount })),
    }),
    reset: shape({ re: perhapsCount, ...place, why: oneOf('epoch', 'ahead') }),
    goaway: shape({ afterMs: two }),
    error: shape({ re: perhapsCount, ...refusal, fatal: perhapsTrue }),
    pong: heads,
  };
}

const checks: Readonly<Record<string, Check>> = /* @__PURE__ */ checksByType();
const typed: Check = shape({ type: string });
const unknownType: Check = () => ': not a frame type this version knows';

/**
 * Answers undefined when the value, as JSON.parse made it, is a ServerFrame, else a short text saying where and what
 * was found: `changes.rows[3].rev: expected a whole number, found "7"`. Fields it does not know are fine (PRO-37);
 * bodies are objects and not looked into.
 */
export function checkServerFrame(value: unknown): string | undefined {
  const wrong = typed(value);
  if (wrong !== undefined) return `frame${wrong}`;
  const { type } = value as { readonly type: string };
  const check = Object.hasOwn(checks, type) ? checks[type] : unknownType;
  const found = check?.(value);
  return found === undefined ? undefined : type + found;
}

/** True for a frame of a `type` this version does not know, which a client skips (PRO-36); false for all others. */
export function isUnknownServerFrame(value: unknown): boolean {
  return typed(value) === undefined && !Object.hasOwn(checks, (value as { readonly type: string }).type);
}
