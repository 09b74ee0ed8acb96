import type { WireCode } from '@tidemark/protocol';
import {
  type CoreOptions,
  copyMemoryLogStore,
  createMemoryLogStore,
  hostSync,
  type MemoryLogStore,
  randomId,
  type SyncHost,
} from '@tidemark/server-reference/embed';
import { createDoor, type Door } from './door.ts';
import { beginLife, type ServerLife } from './server-life.ts';
import type { Trouble } from './trouble.ts';

/** What the server held when the backup was made. */
export type Backup = Readonly<MemoryLogStore>;

/** What happens to the server. */
export interface MockServer {
  /** It dies as a killed process does: connections break, what it had not committed is lost. Nobody is answered until `start`. */
  stop(): void;
  start(): void;
  /** It dies and is back at once, with what it had committed. */
  restart(): void;
  /** It stops as a deployment stops it: finishes what it took, says goodbye and closes. */
  drain(): Promise<void>;
  backUp(): Backup;
  /** It dies, and comes back with what a backup holds: a new history, older than what clients know. */
  restore(backup: Backup): void;
  /** It dies, and comes back empty: for the next test. */
  reset(): void;
  /** Connections break, and no token is good any more. Default `auth/expired`. */
  refuseTokens(code?: Extract<WireCode, `auth/${string}`>): void;
  takeTokens(): void;
  /** The next pushes are refused as too many (`rate/limited`, the 429 of this protocol). Default: 1, after 1 s. */
  limitRate(pushes?: number, retryAfterMs?: number): void;
}

/** What a server in a test may be told: as a real one, but for what sockets, files and keys ask for. */
export interface MockServerOptions extends Pick<CoreOptions, 'limits' | 'authorize' | 'messages' | 'presence'> {
  /** Who a token speaks for; undefined: nobody. Default: a token is the name of its user. */
  readonly userOf?: ((token: string) => string | undefined | Promise<string | undefined>) | undefined;
}

export interface RunningServer {
  readonly controls: MockServer;
  /** Where connections come in; undefined while the server is down. */
  door(): Door | undefined;
  /** The same for requests. */
  sync(): SyncHost | undefined;
}

interface Running {
  readonly life: ServerLife;
  readonly door: Door;
  readonly sync: SyncHost;
}

export function runMockServer(options: MockServerOptions, trouble: Trouble): RunningServer {
  const { userOf = (token: string) => token, ...others } = options;
  let store: MemoryLogStore | undefined;
  let running: Running | undefined;

  async function verifyToken(token: string) {
    if (trouble.refusal !== undefined) return { code: trouble.refusal };
    const user = await userOf(token);
    return user === undefined ? { code: 'auth/signature' as const } : { user };
  }

  function start(): void {
    if (running) return;
    store ??= createMemoryLogStore(newEpoch());
    const life = beginLife(store, { ...others, verifyToken, failed: (error) => console.error(error) });
    const door = createDoor(life.core, trouble);
    running = { life, door, sync: hostSync(door, life.runtime) };
  }

  function stop(): void {
    if (!running) return;
    const { life, door } = running;
    running = undefined;
    life.end();
    door.cut();
  }

  function comeBackWith(next: MemoryLogStore | undefined): void {
    stop();
    store = next;
    start();
  }

  start();
  return {
    door: () => running?.door,
    sync: () => running?.sync,
    controls: {
      stop,
      start,
      restart() {
        stop();
        start();
      },
      async drain() {
        await running?.life.core.drain();
        stop();
      },
      backUp: () => copyMemoryLogStore(store ?? createMemoryLogStore(newEpoch())),
      restore: (backup) => comeBackWith(copyMemoryLogStore(backup, newEpoch())),
      reset: () => comeBackWith(undefined),
      refuseTokens(code = 'auth/expired') {
        trouble.refusal = code;
        running?.door.cut();
      },
      takeTokens() {
        trouble.refusal = undefined;
      },
      limitRate(pushes = 1, retryAfterMs = 1_000) {
        trouble.limited = { pushes, retryAfterMs };
      },
    },
  };
}

const newEpoch = (): string => randomId({ randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)) });
