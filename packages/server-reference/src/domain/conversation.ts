import { directId, isDirectId, parseStream, type Role, userStream } from '@tidemark/protocol';
import { conversationBodySchema, conversationCreationSchema } from '@tidemark/protocol/schemas';
import { conflict } from './compare.ts';
import {
  type Decision,
  keyOf,
  NOTHING,
  ownKey,
  type PushedOp,
  type RowWrite,
  type Rules,
  refuse,
  type View,
  write,
} from './decision.ts';
import { isSameBody, mergeFields, misfit, parseBody } from './fields.ts';
import { memberWrites, profileKey } from './member-rows.ts';
import { beginThread, threadNeeds } from './thread.ts';
import { roleIn } from './visible.ts';

/** PRO-17: whoever puts the first row of a conversation creates and owns it; owner and admins change it. */
export const conversationRules: Rules = {
  needs: (pushed) => {
    if (pushed.op.kind !== 'put') return NOTHING;
    const people = everyone(pushed);
    const thread = threadNeeds(pushed.op);
    return {
      streams: [...people.map(userStream), ...thread.streams],
      rows: [...people.map(profileKey), ...thread.rows],
    };
  },
  decide: (pushed, view) => {
    const { op, author } = pushed;
    const { exists, settings } = view.stream(op.stream);
    const role = exists ? roleIn(view, op.stream, author) : undefined;
    if (exists ? role === undefined : op.kind !== 'put') return refuse('stream/unknown');
    if (keyOf(op) !== parseStream(op.stream).scope) {
      return refuse('op/invalid', 'key: the row of a conversation has the key of its stream.');
    }
    if (op.kind === 'put') return exists ? createAgain(pushed, view) : create(pushed, view);
    if (op.kind === 'delete') return refuse('op/invalid', 'kind: a conversation cannot be deleted; leave it instead.');
    return role === 'member' && settings.kind !== 'direct'
      ? refuse('op/forbidden', 'Only its owner and admins change a conversation.')
      : patch(pushed, view);
  },
};

/** PRO-49, PRO-56: of these there is one whoever makes it, so making it once more is no mistake. */
function createAgain({ op }: PushedOp, view: View): Decision {
  const { kind } = view.stream(op.stream).settings;
  const isShared = kind === 'thread' || (kind === 'direct' && isDirectId(keyOf(op)));
  return isShared && op.body?.['kind'] === kind ? { kind: 'keep', row: view.row(ownKey(op)) } : refuse('op/exists');
}

/** The members a creation names, its author first, each once. */
function everyone({ op, author }: PushedOp): readonly string[] {
  const named = op.body?.['members'];
  const names = Array.isArray(named) ? named.filter((name) => typeof name === 'string') : [];
  return [...new Set([author, ...names])];
}

function create(pushed: PushedOp, view: View): Decision {
  const { op, author } = pushed;
  const wrong = misfit(conversationCreationSchema, op.body) ?? conflict(op, undefined);
  if (wrong) return wrong;
  const { members: _, ...body } = op.body ?? {};
  const kind = body['kind'];
  const people = everyone(pushed);
  const refused = kind === 'direct' ? whyNotDirect(pushed, people, view) : whyNotThisId(keyOf(op));
  if (refused) return refused;
  const row: RowWrite = { ...ownKey(op), body: JSON.stringify(body), author };
  const thread = kind === 'thread' ? beginThread(pushed, people, view) : undefined;
  if (thread && 'kind' in thread) return thread;
  const inUserStreams: RowWrite[] = [];
  const rows: RowWrite[] = [{ ...row, thread: thread?.place }];
  for (const user of thread?.members ?? people) {
    const isOwner = user === author && kind !== 'direct' && kind !== 'thread';
    const role: Role = isOwner ? 'owner' : 'member';
    const [member, membership] = memberWrites(view, op.stream, user, role, author);
    rows.push(member);
    inUserStreams.push(membership);
  }
  return write([...rows, ...inUserStreams], true);
}

/** An app may bring ids of its own for direct conversations; what looks like the id of a pair has to be that of this one. */
function whyNotDirect({ op, author }: PushedOp, people: readonly string[], view: View): Decision | undefined {
  if (people.length > 2) return refuse('op/invalid', 'body.members: a direct conversation has one other member.');
  const other = people.find((user) => user !== author) ?? author;
  if (isDirectId(keyOf(op)) && keyOf(op) !== directId(author, other)) {
    return refuse('op/invalid', 'key: it is the id of two other users.');
  }
  return view.stream(userStream(other)).blocked.has(author) ? refuse('op/blocked') : undefined;
}

function whyNotThisId(id: string): Decision | undefined {
  return isDirectId(id) ? refuse('op/invalid', 'key: it is the id of a direct conversation.') : undefined;
}

function patch({ op }: PushedOp, view: View): Decision {
  const key = ownKey(op);
  const row = view.row(key);
  if (row === undefined || row.body === null) return refuse('op/missing');
  for (const field of ['kind', 'parent', 'root']) {
    if (op.body !== undefined && field in op.body) return refuse('op/invalid', `body.${field}: cannot be changed.`);
  }
  const moved = conflict(op, row);
  if (moved) return moved;
  const merged = mergeFields(parseBody(row.body), op.body ?? {});
  const wrong = misfit(conversationBodySchema, merged);
  if (wrong) return wrong;
  return isSameBody(row.body, merged)
    ? { kind: 'keep', row }
    : write([{ ...key, body: JSON.stringify(merged), author: row.author }], true);
}
