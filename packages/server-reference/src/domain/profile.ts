import { userStream } from '@tidemark/protocol';
import { profileBodySchema } from '@tidemark/protocol/schemas';
import { conflict } from './compare.ts';
import {
  type Decision,
  keyOf,
  type PushedOp,
  type RowWrite,
  type Rules,
  refuse,
  type View,
  write,
} from './decision.ts';
import { isSameBody, mergeFields, misfit, parseBody } from './fields.ts';
import { memberKey, profileKey } from './member-rows.ts';

/** PRO-19: one's own profile; the name is copied to one's member rows in the same commit. */
export const profileRules: Rules = {
  needs: ({ author }, view) => {
    const streams = [...view.conversationsOf(author)];
    return { streams, rows: [profileKey(author), ...streams.map((stream) => memberKey(stream, author))] };
  },
  decide: (pushed, view) => {
    const { op, author } = pushed;
    if (op.stream !== userStream(author)) return refuse('stream/unknown');
    if (keyOf(op) !== 'profile') return refuse('op/invalid', 'key: a profile has the key `profile`.');
    if (op.kind === 'delete') return refuse('op/invalid', 'kind: a profile cannot be deleted.');
    return change(pushed, view);
  },
};

function change({ op, author }: PushedOp, view: View): Decision {
  const row = view.row(profileKey(author));
  if (op.kind === 'patch' && !row?.body) return refuse('op/missing');
  const body = op.kind === 'patch' ? mergeFields(parseBody(row?.body ?? '{}'), op.body ?? {}) : (op.body ?? {});
  const wrong = misfit(profileBodySchema, body) ?? conflict(op, row);
  if (wrong) return wrong;
  if (row !== undefined && isSameBody(row.body, body)) return { kind: 'keep', row };
  const profile: RowWrite = { ...profileKey(author), body: JSON.stringify(body), author };
  return write([profile, ...renamed(author, body['name'], view)], true);
}

function renamed(user: string, name: unknown, view: View): readonly RowWrite[] {
  return [...view.conversationsOf(user)].flatMap((stream) => {
    const row = view.row(memberKey(stream, user));
    if (!row?.body) return [];
    const member = parseBody(row.body);
    if (member['name'] === name) return [];
    return [{ ...memberKey(stream, user), body: JSON.stringify({ ...member, name }), author: row.author }];
  });
}
