import { type Child, runSource } from './process.ts';
import { steadyPort } from './steady-port.ts';
import { SECRET } from './token.ts';

/** The server's binary in a process of its own, which may be killed and started again at the same address. */
export interface ServerProcess {
  readonly url: string;
  start(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
}

const BIN = new URL('../../../../server-reference/src/bin.ts', import.meta.url);

export async function runServer(data: string): Promise<ServerProcess> {
  const port = await steadyPort();
  let child: Child | undefined;

  const isListening = (): boolean =>
    (child?.said as readonly { url?: string }[] | undefined)?.some((line) => line.url !== undefined) ?? false;

  async function start(): Promise<void> {
    child = runSource(BIN, ['--data', data, '--port', String(port)], { TIDEMARK_SECRET: SECRET });
    while (!isListening()) {
      if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}.`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  await start();
  return { url: `ws://127.0.0.1:${port}/sync`, start, kill: async () => child?.kill() };
}
