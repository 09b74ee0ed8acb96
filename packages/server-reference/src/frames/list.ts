import type { List } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { Context } from '../context.ts';
import { encodeRow } from '../log/encode-row.ts';

/** PRO-29: one's conversations, newest activity first. */
export async function serveList(context: Context, session: Session, list: List): Promise<void> {
  const { id, since = 0, before, limit } = list;
  const { listed, done, asOf } = await context.log.list({ user: session.user, since, before, limit });
  const summaries = listed.map(({ head, rows, delivered, read }) => {
    const text = JSON.stringify({ ...head, delivered, read });
    return `${text.slice(0, -1)},"rows":[${rows.map(encodeRow).join(',')}]}`;
  });
  session.send([`{"type":"summaries","re":${id},"summaries":[${summaries.join(',')}],"done":${done},"asOf":${asOf}}`]);
}
