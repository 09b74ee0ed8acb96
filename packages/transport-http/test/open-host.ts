import { hostSync } from '@tidemark/server-reference';
import { createScriptedServer, type ScriptedServer } from '@tidemark/testing';
import { serve } from './serve.ts';

/** The server's own host of requests, around a server that is the test's. */
export interface TestHost {
  readonly address: string;
  readonly nextPeer: ScriptedServer['nextPeer'];
  /** Bodies of the requests answered so far. */
  readonly asked: string[];
  close(): Promise<void>;
}

export async function openHost(): Promise<TestHost> {
  const scripted = createScriptedServer();
  const asked: string[] = [];
  const host = hostSync({
    limits: { frameBytes: 4 * 1024 * 1024, heartbeatMs: 1_000 },
    accept: (socket) => {
      const session = scripted.accept(socket);
      return { receive: (message) => session.receive(String(message)), closed: session.closed };
    },
  });
  const { address, close } = await serve(async (request) => {
    const body = await request.text();
    asked.push(body);
    return host.answer(new Request(request.url, { method: 'POST', body }));
  });
  return { address, nextPeer: scripted.nextPeer, asked, close };
}
