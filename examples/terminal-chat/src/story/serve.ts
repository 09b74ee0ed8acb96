/** The story's server as a process of its own, so that it can be killed. Ends when its parent does. */
import { createServer } from '@tidemark/server-reference';

const [data = '', port = '0'] = process.argv.slice(2);
process.on('SIGINT', () => {});
const server = await createServer({ data, port: Number(port), devTokens: true });
process.once('disconnect', () => {
  server.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
process.send?.({ url: server.url, port: server.port });
