import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what systems give out for outgoing connections: else one of those may sit on the port of a dead server. */
const FROM = 12_000;
const TO = 32_000;

/** A free port that nobody else is given while the server that owns it is down. */
export async function quietPort(): Promise<number> {
  for (;;) {
    const port = FROM + Math.floor(Math.random() * (TO - FROM));
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
