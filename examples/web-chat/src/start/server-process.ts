/** The start program's server as a process of its own, so that it can be killed. Ends when its parent does. */
import { TidemarkError } from '@tidemark/core';
import { createServer } from '@tidemark/server-reference';
import { PLAN_SCOPE } from '../plan/plan.ts';
import type { Told } from './server-child.ts';

const [data = '', port = '0'] = process.argv.slice(2);
const tell = (told: Told): boolean | undefined => process.send?.(told);
// Ctrl-C reaches everybody in the terminal; the parent says when it is over.
for (const name of ['SIGINT', 'SIGHUP'] as const) process.on(name, () => {});
process.once('disconnect', () => process.exit(0));

try {
  const server = await createServer({
    data,
    port: Number(port),
    devTokens: true,
    // The plan is everybody's; whatever else there may be is its owner's.
    authorize: ({ user, stream }) => [`app:${PLAN_SCOPE}`, `app:${user}`].includes(stream),
  });
  process.removeAllListeners('disconnect');
  process.once('disconnect', () => {
    server.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
  if (process.connected) tell({ kind: 'up', url: server.url, port: server.port });
  else await server.close();
} catch (error) {
  // It is read as a sentence: the code, which ends the message of a typed error, goes by itself.
  const message = (error as Error).message.replace(/ \[\S+\]$/, '');
  tell({ kind: 'failed', code: TidemarkError.is(error) ? error.code : 'server/internal', message });
  process.exitCode = 1;
  process.disconnect?.();
}
