import { fork } from 'node:child_process';
import { once } from 'node:events';

/** The server as a process of its own, which takes connections. */
export interface ServerChild {
  /** Where clients connect: `ws://…/sync`. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** When it is gone, however that came. */
  readonly exited: Promise<void>;
  /** SIGKILL: nothing is finished, nothing is said. */
  kill(): void;
  /** Ends it in good order; by SIGKILL where that takes too long. */
  stop(): Promise<void>;
}

/** What the process tells of its start. */
export type Told =
  | { readonly kind: 'up'; readonly url: string; readonly port: number }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Why the server did not start, in its own words; the code where it said one. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

const STOP_MS = 5_000;

/** Starts the reference server in development mode. Rejects with a StartError, or the signal's reason. */
export async function launchServer(data: string, port: number, signal: AbortSignal): Promise<ServerChild> {
  signal.throwIfAborted();
  const file = new URL('./server-process.ts', import.meta.url);
  const child = fork(file, [data, String(port)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const exited = once(child, 'exit').then(
    () => {},
    () => {},
  );
  const kill = (): void => void child.kill('SIGKILL');
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000);
  });
  signal.addEventListener('abort', kill);
  try {
    const told = await new Promise<Told | undefined>((resolve, reject) => {
      child.once('message', (message) => resolve(message as Told));
      child.once('error', reject);
      void exited.then(() => resolve(undefined));
    });
    signal.throwIfAborted();
    if (told === undefined) throw new StartError(`The server ended as it started: ${said.trim() || 'it said nothing'}`);
    if (told.kind === 'failed') throw new StartError(told.message, told.code);
    const stop = async (): Promise<void> => {
      const late = setTimeout(kill, STOP_MS);
      if (child.connected) child.disconnect();
      await exited;
      clearTimeout(late);
    };
    return { url: told.url, port: told.port, pid: child.pid ?? 0, exited, kill, stop };
  } catch (error) {
    kill();
    await exited;
    throw error;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}
