import { createFakeClock } from '../fake-runtime/fake-clock.ts';
import { createFakeTimers, type FakeTimers } from '../fake-runtime/fake-timers.ts';
import { createSeededRandom } from '../fake-runtime/seeded-random.ts';
import { createMemoryNetwork, type NetworkLink } from '../memory-network/memory-network.ts';
import type { ServerSession, ServerSocket, SocketServer } from '../memory-network/socket-server.ts';
import type { AppUnderTest } from './app-under-test.ts';
import type { SimDevice } from './device.ts';
import { createNetworkTrouble } from './network-trouble.ts';
import type { Plan } from './plan.ts';
import { createServerHistory, type ServerHistory } from './server-history.ts';
import { createSimDevice } from './sim-device.ts';
import { createSimServer, type SimServer } from './sim-server.ts';
import type { Tell } from './tell.ts';
import type { Trace } from './trace.ts';

/** Everything of one run: virtual time, the server, the devices and the ways between them. Nothing moves by itself. */
export interface World {
  readonly timers: FakeTimers;
  readonly server: SimServer;
  readonly history: ServerHistory;
  readonly devices: readonly SimDevice[];
  /** Events so far. */
  events(): number;
  /** The newest messages that arrived on the device's connections. */
  heard(device: SimDevice, direction: 'up' | 'down'): readonly string[];
}

export interface WorldOptions {
  readonly plan: Plan;
  readonly trace: Trace;
  readonly tell: Tell;
  readonly befell: (what: string) => void;
  readonly app?: AppUnderTest | undefined;
}

const START_MS = Date.UTC(2026, 0, 1);
const SERVER_RESTART_MS = 1_500;
/** Messages of old connections that are kept to be replayed. */
const MOST_HEARD = 20;

export function createWorld({ plan, trace, tell, befell, app }: WorldOptions): World {
  const { seed, settings } = plan;
  let events = 0;
  const timers = createFakeTimers({
    settle() {
      events++;
      // A turn of the real event loop drains every microtask, and nothing here waits for anything else.
      return new Promise((resolve) =>
        setImmediate(() => {
          lookAtMoved();
          resolve();
        }),
      );
    },
  });
  const history = createServerHistory();
  const heard = new Map<string, string[]>();
  const note = (text: string): void => trace.note(timers.elapsedMs(), text);
  const random = (name: string) => createSeededRandom(`${seed}/${name}`);

  const { heartbeatMs, catchUpRevs, pageRows, opsPerPush, bufferedBytes, opsPerSecond } = settings;
  const server: SimServer = createSimServer({
    timers,
    random: random('server'),
    limits: { heartbeatMs, catchUpRevs, opsPerPush, bufferedBytes, opsPerSecond, ...(pageRows && { pageRows }) },
    startMs: START_MS,
    taps: {
      committed(writes) {
        history.note(server.store(), writes);
        tell('serverCommitted', writes);
      },
      refused: () => tell('serverRefused'),
      restarted(how) {
        history.begin(server.store());
        tell('serverRestarted', how);
      },
      befell,
      failed: (error) => note(`the server failed: ${String(error)}`),
    },
  });
  server.onDown(() => timers.set(SERVER_RESTART_MS, server.start));

  /** Those that did something since they were last looked at, and have not come to rest yet. */
  const moved = new Set<SimDevice>();

  function lookAtMoved(): void {
    for (const device of moved) {
      if (!device.isQuiet()) continue;
      moved.delete(device);
      tell('settled', device, device.disk());
    }
  }

  /** What comes again is one's own: no network gives a connection what was said on one of another account. */
  const earOf = (device: SimDevice): string => `${device.name}/${device.user()}`;

  function hear(ear: string, direction: 'up' | 'down', text: string): void {
    const texts = heard.get(`${ear}/${direction}`) ?? [];
    heard.set(`${ear}/${direction}`, texts);
    texts.push(text);
    if (texts.length > MOST_HEARD) texts.shift();
  }

  /** The server as one device reaches it: the request or answer that is to be lost is lost here. */
  function doorOf(device: string, { cut, halfOpen }: NetworkLink): SocketServer {
    const { losesRequests, losesResults } = server.trouble;

    function received(session: ServerSession, text: string): void {
      const { request, of = '', end } = losesRequests.get(device) ?? {};
      if (!request || !text.includes(`"type":"${request}"`) || !text.includes(of)) {
        session.receive(text);
        return;
      }
      losesRequests.delete(device);
      befell('request-lost');
      if (end === 'broken') session.receive(text.slice(0, text.length >> 1));
      else timers.set(0, end === 'cut' ? cut : () => halfOpen('both'));
    }

    function accept(socket: ServerSocket): ServerSession {
      const session = server.accept({
        close: socket.close,
        bufferedBytes: socket.bufferedBytes,
        send(text) {
          if (settings.opsPerSecond > 0 && text.includes('"rate/limited"')) befell('rate-limited');
          const lost = text.includes('"type":"results"') ? losesResults.get(device) : undefined;
          if (!lost) return socket.send(text);
          losesResults.delete(device);
          befell('result-lost');
          timers.set(0, lost);
        },
      });
      return { receive: (text) => received(session, text), closed: session.closed };
    }

    return { accept };
  }

  function createDevice(firstUser: string, index: number): SimDevice {
    const name = `${firstUser}${index + 1}`;
    const network = createMemoryNetwork({
      timers,
      random: random(`network/${name}`),
      crossed(message) {
        trace.crossed(message);
        hear(earOf(device), message.direction, message.text);
      },
      befell: (_, what) => befell(what),
    });
    const link = network.link(name);
    server.onUp(() => network.setServer(doorOf(name, link)));
    server.onDown(() => network.setServer(undefined));
    const device: SimDevice = createSimDevice({
      moved: () => moved.add(device),
      name,
      seed: String(seed),
      settings,
      firstUser,
      timers,
      random: random(`device/${name}`),
      clock: createFakeClock({ timers, startMs: START_MS + (settings.skewMs[index] ?? 0) }),
      link,
      trouble: createNetworkTrouble(link, settings.latencyMs),
      serverNowMs: () => START_MS + server.trouble.skewMs + timers.elapsedMs(),
      tell,
      befell,
      failed: (error) => note(`${name} failed: ${String(error)}`),
      app,
    });
    return device;
  }

  return {
    timers,
    server,
    history,
    devices: settings.devices.map(createDevice),
    events: () => events,
    heard: (device, direction) => heard.get(`${earOf(device)}/${direction}`) ?? [],
  };
}
