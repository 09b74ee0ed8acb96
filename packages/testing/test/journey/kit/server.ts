import { createServer, type ServerOptions, type TidemarkServer } from '@tidemark/server-reference';
import { onTestFinished } from 'vitest';
import { testFolder } from './folder.ts';
import { steadyPort } from './steady-port.ts';
import { SECRET } from './token.ts';

/** A real server in this process; it may go and come back at the same address. */
export interface Server {
  readonly url: string;
  readonly port: number;
  /** The folder of its database. */
  readonly data: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Sessions beat often here: what a heartbeat finds is found soon. */
const HEARTBEAT_MS = 200;

export async function openServer(options: Partial<ServerOptions> = {}): Promise<Server> {
  const data = options.data ?? testFolder();
  const port = await steadyPort();
  let running: TidemarkServer | undefined;

  async function start(): Promise<void> {
    const { limits, ...others } = options;
    running = await createServer({
      auth: { secret: SECRET },
      durability: 'relaxed',
      ...others,
      data,
      port,
      limits: { heartbeatMs: HEARTBEAT_MS, ...limits },
    });
  }
  async function stop(): Promise<void> {
    await running?.close();
    running = undefined;
  }
  await start();
  onTestFinished(stop);
  return { url: `ws://127.0.0.1:${port}/sync`, port, data, start, stop };
}
