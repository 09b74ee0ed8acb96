import { NAME_PATTERN, type Role, type StreamId, userStream } from '@tidemark/protocol';
import { joiningSchema, memberBodySchema } from '@tidemark/protocol/schemas';
import { conflict } from './compare.ts';
import {
  type Decision,
  keyOf,
  type PushedOp,
  type RowWrite,
  type Rules,
  refuse,
  type StreamView,
  type View,
  write,
} from './decision.ts';
import { misfit, parseBody } from './fields.ts';
import { invitationKey, useInvitation } from './invitation.ts';
import { memberKey, memberNeeds, memberWrites } from './member-rows.ts';
import { roleIn } from './visible.ts';

/** PRO-18: owner and admins add, change and remove members; everyone may leave, and join with an invitation. */
export const memberRules: Rules = {
  needs: ({ op }, view) => {
    const user = keyOf(op);
    const code = op.body?.['invitation'];
    const invitation = typeof code === 'string' ? [invitationKey(op.stream, code)] : [];
    const heirs = op.kind === 'delete' ? heirsOf(view.stream(op.stream), user) : [];
    return {
      streams: [user, ...heirs].map(userStream),
      rows: [...[user, ...heirs].flatMap((each) => memberNeeds(op.stream, each)), ...invitation],
    };
  },
  decide: (pushed, view) => {
    const { op, author } = pushed;
    const { kind } = view.stream(op.stream).settings;
    const role = roleIn(view, op.stream, author);
    const user = keyOf(op);
    if (role === undefined) return isJoining(pushed) ? join(pushed, view) : refuse('stream/unknown');
    if (!NAME_PATTERN.test(user)) return refuse('op/invalid', 'key: not a user id.');
    if (kind === 'direct') return refuse('op/forbidden', 'The members of a direct conversation do not change.');
    if (kind === 'thread') return user === author ? follow(pushed, view) : refuse('op/forbidden', ONESELF_ALONE);
    // Somebody who is a member already needs no invitation.
    if (isJoining(pushed)) return { kind: 'keep', row: view.row(memberKey(op.stream, user)) };
    const forbidden = right(pushed, role, view.stream(op.stream).members.get(user));
    if (forbidden) return refuse('op/forbidden', forbidden);
    return op.kind === 'delete' ? remove(pushed, view) : put(pushed, view);
  },
};

const ONESELF_ALONE = 'In a thread one joins and leaves oneself.';

const isJoining = ({ op, author }: PushedOp): boolean =>
  op.kind === 'put' && keyOf(op) === author && typeof op.body?.['invitation'] === 'string';

/** PRO-52. Who names a code that never was learns nothing. */
function join({ op, author }: PushedOp, view: View): Decision {
  const row = view.row(invitationKey(op.stream, String(op.body?.['invitation'])));
  if (row === undefined) return refuse('stream/unknown');
  const wrong = misfit(joiningSchema, op.body);
  if (wrong) return wrong;
  const used = useInvitation(row, view.at);
  if (used === undefined) return refuse('op/invitation-ended');
  const [member, membership] = memberWrites(view, op.stream, author, 'member', row.author);
  return write([member, used, membership], true);
}

/** PRO-57: who may read a thread may be told of it. */
function follow({ op, author }: PushedOp, view: View): Decision {
  const row = view.row(memberKey(op.stream, author));
  const isMember = Boolean(row?.body);
  if (op.kind === 'delete') {
    return isMember ? write(memberWrites(view, op.stream, author, null, author), true) : { kind: 'keep', row };
  }
  const wrong = misfit(joiningSchema, op.body);
  if (wrong) return wrong;
  return isMember ? { kind: 'keep', row } : write(memberWrites(view, op.stream, author, 'member', author), true);
}

/** Says which right is missing. Only owners make, change or remove owners. */
function right({ op, author }: PushedOp, role: Role, present: Role | undefined): string | undefined {
  const isLeaving = op.kind === 'delete' && keyOf(op) === author;
  if (isLeaving || role === 'owner') return undefined;
  if (role === 'member') return 'Only owners and admins change who is a member.';
  const touchesOwner = present === 'owner' || op.body?.['role'] === 'owner';
  return touchesOwner ? 'Only owners make, change or remove owners.' : undefined;
}

function put({ op, author }: PushedOp, view: View): Decision {
  const row = view.row(memberKey(op.stream, keyOf(op)));
  const present = row?.body ? parseBody(row.body) : undefined;
  if (op.kind === 'patch' && present === undefined) return refuse('op/missing');
  const wrong = misfit(memberBodySchema, op.kind === 'patch' ? { ...present, ...op.body } : op.body);
  if (wrong) return wrong;
  const moved = conflict(op, row);
  if (moved) return moved;
  const role = (op.body?.['role'] ?? present?.['role']) as Role;
  if (row !== undefined && present?.['role'] === role) return { kind: 'keep', row };
  if (role !== 'owner' && isLastOwner(view.stream(op.stream), keyOf(op))) {
    return refuse('op/forbidden', 'The last owner stays one, or leaves.');
  }
  const adder = present === undefined ? author : (row?.author ?? author);
  return write(memberWrites(view, op.stream, keyOf(op), role, adder), true);
}

function remove({ op }: PushedOp, view: View): Decision {
  const row = view.row(memberKey(op.stream, keyOf(op)));
  const moved = conflict(op, row);
  if (moved) return moved;
  // A device that added and removed somebody offline sends the removal alone.
  if (!row?.body) return { kind: 'keep', row };
  const heir = heirOf(view.stream(op.stream), keyOf(op));
  return write(
    [...memberWrites(view, op.stream, keyOf(op), null, row.author), ...inherited(op.stream, heir, view)],
    true,
  );
}

/** PRO-51: those of whom one owns the conversation when this user, its last owner, is gone. */
function heirsOf({ members }: StreamView, user: string): readonly string[] {
  return isLastOwner({ members }, user) ? [...members.keys()].filter((other) => other !== user) : [];
}

function isLastOwner({ members }: Pick<StreamView, 'members'>, user: string): boolean {
  if (members.get(user) !== 'owner') return false;
  return [...members].every(([other, role]) => other === user || role !== 'owner');
}

/** The admin who joined first, else the member who did. */
function heirOf(stream: StreamView, user: string): string | undefined {
  const heirs = heirsOf(stream, user);
  return heirs.find((heir) => stream.members.get(heir) === 'admin') ?? heirs[0];
}

function inherited(stream: StreamId, heir: string | undefined, view: View): readonly RowWrite[] {
  if (heir === undefined) return [];
  const author = view.row(memberKey(stream, heir))?.author ?? heir;
  return memberWrites(view, stream, heir, 'owner', author);
}
