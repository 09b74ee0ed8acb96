import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, launch } from '../../replay/launch.ts';
import { SECRET } from '../../replay/write-parts.ts';
import type { Build } from '../builds/build.ts';
import { quietPort } from './quiet-port.ts';

/** The server in a process of its own, at one address for all its lives. */
export interface Server {
  readonly port: number;
  readonly database: string;
  /** Launches it. Resolves when it takes connections. */
  start(): Promise<void>;
  kill(): Promise<void>;
  /** SIGTERM; in order. */
  stop(): Promise<void>;
}

/** A binary ends with its parent, too, however that ended. */
const END_WITH_PARENT = '--import=data:text/javascript,process.on("disconnect",()=>process.exit())';
const START_MS = 60_000;
const LOOK_MS = 5;
/** Characters of a log that a failure shows. */
const LOG_SHOWN = 400;

/** With a heartbeat it is the library, since the binary has the default one. */
export async function createServer(folder: string, build: Build, heartbeatMs?: number): Promise<Server> {
  const port = await quietPort();
  const data = join(folder, 'server');
  const part = join(folder, 'server.json');
  mkdirSync(data);
  writeFileSync(part, JSON.stringify({ port, data, secret: SECRET, heartbeatMs }));
  const log = join(folder, 'server.log');
  let child: ChildProcess | undefined;

  const launchIt = (): ChildProcess =>
    heartbeatMs === undefined
      ? launch({
          module: build.server,
          args: ['--data', data, '--port', String(port)],
          nodeArgs: [END_WITH_PARENT],
          env: { TIDEMARK_SECRET: SECRET },
          log,
        })
      : launch({ module: build.serverProcess, args: [part], log });

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (!child || !isRunning(child)) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  return {
    port,
    database: join(data, 'tidemark.sqlite'),
    async start() {
      const starting = launchIt();
      child = starting;
      const deadline = performance.now() + START_MS;
      while (!(await takesConnections(port))) {
        if (!isRunning(starting)) throw new Error(`The server ended with code ${starting.exitCode}: ${endOf(log)}`);
        if (performance.now() > deadline) throw new Error(`The server does not listen: ${endOf(log)}`);
        await sleep(LOOK_MS);
      }
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

const endOf = (log: string): string => readFileSync(log, 'utf8').slice(-LOG_SHOWN).trim();

function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  }).then((isOpen) => {
    socket.destroy();
    return isOpen as boolean;
  });
}
