import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { onTestFinished } from 'vitest';

/** An HTTP server on a free port that answers by a function of requests. Closed with the test. */
export async function serve(
  answer: (request: Request) => Promise<Response> | Response,
): Promise<{ readonly server: Server; readonly address: string; close(): Promise<void> }> {
  const server = createServer((incoming, response) => {
    const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
    const request = new Request('http://test/sync', { method: 'POST', body, duplex: 'half' } as RequestInit);
    Promise.resolve(answer(request)).then(
      (answered) => write(answered, response),
      () => response.destroy(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  onTestFinished(close);
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sync`, close };
}

async function write(answered: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.flushHeaders();
  const body = answered.body ? Readable.fromWeb(answered.body as never) : Readable.from([]);
  await pipeline(body, response).catch(() => {});
}

/** Where nobody listens. */
export async function freeAddress(): Promise<string> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}/sync`;
}
