import { type AnyHandler, HttpResponse, http, ws } from 'msw';
import type { Door } from './door.ts';
import { type MockServer, type MockServerOptions, runMockServer } from './mock-server.ts';
import { noTrouble } from './trouble.ts';

/** What happens to the network between every client and the server. */
export interface MockNetwork {
  /** Connections break, and none comes about until `goOnline`. */
  goOffline(): void;
  goOnline(): void;
  /** Each message takes so long, each way. 0: none. */
  delay(ms: number): void;
  /** The next answers to a push get lost, each with its connection: what was pushed is committed, and nobody knows. */
  dropResults(count?: number): void;
  /** Every connection breaks at this moment; new ones come about. */
  cut(): void;
  /** Ends what is wrong here: online, no delay, nothing more is lost. */
  heal(): void;
}

export interface MockSync extends AsyncDisposable {
  /** For `setupServer`, `setupWorker` and stories. */
  readonly handlers: AnyHandler[];
  readonly network: MockNetwork;
  readonly server: MockServer;
  /** Stops the server. */
  close(): Promise<void>;
}

/**
 * A real server, in memory, behind `url` (`wss://…`), for clients in the same process or page: over WebSocket there, over
 * HTTP at the same place, and with tokens at `/dev/token`. A token is the name of its user, unless `userOf` says otherwise.
 *
 * @example
 * const { handlers, network } = mockSync('wss://chat.example.com/sync');
 * setupServer(...handlers).listen();
 * network.goOffline();
 */
export function mockSync(url: string, options: MockServerOptions = {}): MockSync {
  const trouble = noTrouble();
  const { controls, door, sync } = runMockServer(options, trouble);
  const httpUrl = url.replace(/^ws/, 'http');

  const network: MockNetwork = {
    goOffline() {
      trouble.isOffline = true;
      door()?.cut();
    },
    goOnline() {
      trouble.isOffline = false;
    },
    delay(ms) {
      trouble.delayMs = ms;
    },
    dropResults(count = 1) {
      trouble.lostResults = count;
    },
    cut: () => door()?.cut(),
    heal() {
      Object.assign(trouble, { isOffline: false, delayMs: 0, lostResults: 0 });
    },
  };
  const close = async (): Promise<void> => controls.stop();
  return {
    network,
    server: controls,
    handlers: [
      ws.link(url).addEventListener('connection', ({ client }) => {
        carry(trouble.isOffline ? undefined : door(), client);
      }),
      http.post(httpUrl, ({ request }) => {
        const answer = trouble.isOffline ? undefined : sync()?.answer(request);
        return answer ?? HttpResponse.error();
      }),
      http.post(new URL('/dev/token', httpUrl).href, async ({ request }) => {
        if (trouble.isOffline || sync() === undefined) return HttpResponse.error();
        const { user } = (await request.json()) as { user: string };
        return HttpResponse.json({ token: user });
      }),
    ],
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The end of a WebSocket that msw holds. */
interface WebSocketEnd {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: () => void): void;
}

/** A connection that breaks before it is open is one that nobody answered. */
function carry(door: Door | undefined, client: WebSocketEnd): void {
  if (door === undefined) {
    client.close(1006);
    return;
  }
  const receiver = door.accept({
    send: (text) => client.send(text),
    // After what was sent before it: msw delivers that in a microtask, and to no closing socket.
    close: (code, reason) => queueMicrotask(() => client.close(code, reason)),
    bufferedBytes: () => 0,
  });
  client.addEventListener('message', ({ data }) =>
    receiver.receive(typeof data === 'string' ? data : new Uint8Array()),
  );
  client.addEventListener('close', () => receiver.closed());
}
