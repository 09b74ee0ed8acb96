import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { TidemarkError } from '@tidemark/protocol';
import type { Hono } from 'hono';
import { systemRuntime } from '../runtime.ts';

/** Time for answers under way when the server stops. */
const FINISH_MS = 2_000;

export interface Listening {
  readonly server: Server;
  readonly port: number;
  /** Resolves when every request has its answer, or had time enough. */
  answered(): Promise<void>;
}

/** Resolves once the port takes connections. Rejects with `server/listen`. */
export function listen(routes: Hono, port: number, host: string): Promise<Listening> {
  const answer = getRequestListener(routes.fetch);
  const open = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    open.add(closed);
    void closed.then(() => open.delete(closed));
    void answer(request, response);
  });
  const answered = (): Promise<void> =>
    new Promise((resolve) => {
      const cancel = systemRuntime.after(FINISH_MS, resolve);
      void Promise.all(open).then(() => {
        cancel();
        resolve();
      });
    });
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const details = { port };
      reject(new TidemarkError('server/listen', adviceFor(cause, port, host), details, { cause }));
    });
    server.listen(port, host, () => resolve({ server, port: (server.address() as AddressInfo).port, answered }));
  });
}

function adviceFor({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is taken. Stop what uses it, or choose another with --port.`;
  if (code === 'EACCES') return `Port ${port} on ${host} is not allowed. Choose one above 1023 with --port.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${host} is no address of this machine. Check --host.`;
  return `Port ${port} on ${host} cannot be listened on: ${message}.`;
}
