import type { Status } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { Context } from '../context.ts';
import { duplicateText, refusedText, resultsFrame } from './result-text.ts';

/** PRO-25: what became of one's own ops. */
export async function serveStatus(context: Context, session: Session, { opIds }: Status): Promise<void> {
  const found = await context.log.findOps(opIds);
  const own = new Map(found.filter(({ author }) => author === session.user).map((op) => [op.opId, op]));
  const results = opIds.map((opId) => {
    const op = own.get(opId);
    return op === undefined ? refusedText(opId, 'op/unknown') : duplicateText(op);
  });
  session.send([resultsFrame(results)]);
}
