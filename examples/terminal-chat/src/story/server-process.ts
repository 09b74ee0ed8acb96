import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** A server that can be killed and started again. */
export interface ServerProcess {
  /** Where it is now, or was last. */
  url(): string;
  isUp(): boolean;
  /** SIGKILL: nothing is finished, nothing is said. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it in good order. */
  stop(): Promise<void>;
}

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
}

/** Starts the reference server in development mode on a free port. Rejects with what it said where it cannot start. */
export async function startServer(data: string): Promise<ServerProcess> {
  let last = await launch(data, 0);
  let isUp = true;

  async function end(how: (child: ChildProcess) => void): Promise<void> {
    if (!isUp) return;
    isUp = false;
    const exited = once(last.child, 'exit');
    how(last.child);
    await exited;
  }

  return {
    url: () => last.url,
    isUp: () => isUp,
    kill: () => end((child) => child.kill('SIGKILL')),
    async start() {
      if (isUp) return;
      // Somebody else may have taken the port meanwhile: clients ask for the address at every connection.
      last = await launch(data, last.port).catch(() => launch(data, 0));
      isUp = true;
    },
    stop: () => end((child) => child.disconnect()),
  };
}

async function launch(data: string, port: number): Promise<Running> {
  const file = new URL('./serve.ts', import.meta.url);
  const child = fork(file, [data, String(port)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(/TidemarkError: (.*)/.exec(said)?.[1] ?? `The server ended: ${said}`)));
    child.once('message', (message) => {
      const { url, port: taken } = message as { url: string; port: number };
      resolve({ child, url, port: taken });
    });
  });
}
