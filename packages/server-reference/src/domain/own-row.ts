import { NAME_PATTERN, UUID7_PATTERN, userStream } from '@tidemark/protocol';
import { blockBodySchema, draftBodySchema, hiddenBodySchema, settingBodySchema } from '@tidemark/protocol/schemas';
import type { z } from 'zod';
import { conflict } from './compare.ts';
import {
  type Decision,
  keyOf,
  NOTHING,
  ownKey,
  type PushedOp,
  type Rules,
  refuse,
  type View,
  write,
} from './decision.ts';
import { isSameBody, mergeFields, misfit, parseBody } from './fields.ts';

/** PRO-53: rows that are one's own alone. A patch also makes one: no device knows what the others have made. */
function ownRowRules(schema: z.ZodType, whyNotKey: (key: string, user: string) => string | undefined): Rules {
  return {
    needs: () => NOTHING,
    decide: (pushed, view) => {
      const { op, author } = pushed;
      if (op.stream !== userStream(author)) return refuse('stream/unknown');
      const wrongKey = whyNotKey(keyOf(op), author);
      return wrongKey === undefined ? change(pushed, view, schema) : refuse('op/invalid', `key: ${wrongKey}.`);
    },
  };
}

function change({ op, author }: PushedOp, view: View, schema: z.ZodType): Decision {
  const key = ownKey(op);
  const row = view.row(key);
  const moved = conflict(op, row);
  if (moved) return moved;
  if (op.kind === 'delete') {
    return row?.body === null ? { kind: 'keep', row } : write([{ ...key, body: null, author }], row !== undefined);
  }
  const next = op.kind === 'put' ? (op.body ?? {}) : mergeFields(parseBody(row?.body ?? '{}'), op.body ?? {});
  const wrong = misfit(schema, next);
  if (wrong) return wrong;
  if (row !== undefined && isSameBody(row.body, next)) return { kind: 'keep', row };
  return write([{ ...key, body: JSON.stringify(next), author }], op.kind === 'patch' || Boolean(row?.body));
}

const anyKey = (): undefined => undefined;
const aMessage = (key: string): string | undefined => (UUID7_PATTERN.test(key) ? undefined : 'not the id of a message');
const somebodyElse = (key: string, user: string): string | undefined =>
  NAME_PATTERN.test(key) && key !== user ? undefined : 'not the id of another user';

export const settingRules: Rules = ownRowRules(settingBodySchema, anyKey);
export const draftRules: Rules = ownRowRules(draftBodySchema, anyKey);
export const hiddenRules: Rules = ownRowRules(hiddenBodySchema, aMessage);
export const blockRules: Rules = ownRowRules(blockBodySchema, somebodyElse);
