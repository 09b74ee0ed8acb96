import type { Op, Push, WireCode } from '@tidemark/protocol';
import { isJson } from '@tidemark/protocol/schemas';
import type { Session } from '../connection/session.ts';
import type { Context } from '../context.ts';
import type { PushedOp } from '../domain/decision.ts';
import { refusedText, resultsFrame } from './result-text.ts';

/** Queues the ops for the next commit; each is answered by one result (PRO-8). */
export function servePush(context: Context, session: Session, { ops }: Push): void {
  const refused = whyNot(context, session, ops.length);
  if (refused !== undefined) {
    refuseAll(session, ops, refused);
    return;
  }
  const direct = ops.filter((op) => !isInAppStream(op));
  if (direct.length > 0) {
    context.committer.enqueue({ kind: 'push', session, ops: direct.map((op) => pushedOp(session, op, 'none')) });
  }
  if (direct.length < ops.length) pushInApp(context, session, ops.filter(isInAppStream));
}

interface Refused {
  readonly code: WireCode;
  readonly found?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** Why no op of a push can be taken now. */
function whyNot(
  { committer, limits, rate, isDraining }: Context,
  { user }: Session,
  count: number,
): Refused | undefined {
  if (isDraining()) return { code: 'server/draining' };
  if (count > limits.opsPerPush)
    return { code: 'rate/limited', found: `More than ${limits.opsPerPush} ops in a push.` };
  if (committer.queuedOps() + count > limits.queuedOps) return { code: 'rate/limited', retryAfterMs: 1_000 };
  const waitMs = rate.take(user, count);
  return waitMs > 0 ? { code: 'rate/limited', retryAfterMs: waitMs } : undefined;
}

/** Asking the app may take its time: the lanes of conversations do not wait for it. */
function pushInApp(context: Context, session: Session, ops: readonly Op[]): void {
  const isTaken = session.inOrder(async () => {
    const pushed = await Promise.all(
      ops.map(async (op) => pushedOp(session, op, await accessTo(context, session, op))),
    );
    context.committer.enqueue({ kind: 'push', session, ops: pushed });
  });
  if (!isTaken) refuseAll(session, ops, { code: 'rate/limited', retryAfterMs: 1_000 });
}

const isInAppStream = ({ stream }: Op): boolean => stream.startsWith('app:');

function pushedOp(session: Session, op: Op, access: PushedOp['access']): PushedOp {
  // Looked at first: to stringify what is nested without end would end the stack.
  const isTooDeep = op.body !== undefined && !isJson(op.body);
  const body = op.body === undefined || isTooDeep ? null : JSON.stringify(op.body);
  return { op, author: session.user, body, isTooDeep, access };
}

async function accessTo(context: Context, session: Session, op: Op): Promise<PushedOp['access']> {
  const { stream, collection } = op;
  const { user } = session;
  try {
    const key = op.key ?? op.opId;
    if (await context.authorize({ user, stream, action: 'write', collection, key })) return 'write';
    return (await context.authorize({ user, stream, action: 'read' })) ? 'read' : 'none';
  } catch (error) {
    context.failed(error);
    return 'failed';
  }
}

function refuseAll(session: Session, ops: readonly Op[], refused: Refused): void {
  session.send([resultsFrame(ops.map(({ opId }) => refusedText(opId, refused.code, refused)))]);
}
