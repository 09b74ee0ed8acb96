import { once } from 'node:events';
import { createServer } from 'node:net';

let tried = 0;

/**
 * A port that a server can come back to. The system gives none below 32,768 to those who ask for any, so nobody takes
 * it while the server is away; and each process of tests has a hundred of its own.
 */
export async function steadyPort(): Promise<number> {
  for (;;) {
    const port = 10_000 + (process.pid % 220) * 100 + (tried++ % 100);
    if (await isFree(port)) return port;
    if (tried > 1_000) throw new Error('No port is free.');
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
