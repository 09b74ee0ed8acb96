import type { StreamId } from '@tidemark/protocol';
import type { Context } from '../context.ts';
import { randomId } from '../runtime.ts';

/** PRO-13: somebody saw revs that the server does not have; the stream's history is another one from now on. */
export async function renewEpoch(context: Context, stream: StreamId, seenRev: number): Promise<string> {
  const epoch = randomId(context.runtime);
  await new Promise<void>((resolve, reject) => {
    const done = (error?: unknown): void => (error === undefined ? resolve() : reject(error));
    context.committer.enqueue({ kind: 'renew', stream, epoch, seenRev, done });
  });
  return epoch;
}
