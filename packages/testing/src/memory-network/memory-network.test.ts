import { expect, test } from 'vitest';
import { createFakeTimers } from '../fake-runtime/fake-timers.ts';
import { createSeededRandom } from '../fake-runtime/seeded-random.ts';
import { transportChecks } from '../transport-checks/transport-checks.ts';
import type { Faults } from './faults.ts';
import { type Crossed, createMemoryNetwork } from './memory-network.ts';
import { createScriptedServer } from './scripted-server.ts';

const live = new AbortController().signal;

/** A network whose time runs by itself, as fast as it can. */
async function open() {
  const timers = createFakeTimers();
  const server = createScriptedServer();
  const random = createSeededRandom('checks');
  const link = createMemoryNetwork({ timers, random, server }).link('phone');
  link.setFaults({ up: { delayMs: [1, 90] }, down: { delayMs: [1, 90] } });
  let isRunning = true;
  const running = (async () => {
    while (isRunning) await timers.runNext();
  })();
  return {
    transport: link.transport,
    unreachable: createMemoryNetwork({ timers, random }).link('phone').transport,
    nextPeer: server.nextPeer,
    async close() {
      isRunning = false;
      await running;
    },
  };
}

for (const { name, run } of transportChecks(open)) test(name, run);

/** One device on a network with these faults upwards, connected; what crosses is noted as `up n@ms`. */
async function arrange(up: Faults, seed = 1) {
  const timers = createFakeTimers();
  const server = createScriptedServer();
  const crossed: string[] = [];
  const note = ({ direction, text, atMs }: Crossed) => {
    crossed.push(`${direction} ${JSON.parse(text)[0].kind ?? JSON.parse(text)[0].type}@${Math.round(atMs)}`);
  };
  const network = createMemoryNetwork({ timers, random: createSeededRandom(seed), server, crossed: note });
  const link = network.link('phone');
  const connecting = link.transport.connect(live);
  await timers.runNext();
  const connection = await connecting;
  link.setFaults({ up });
  const send = (...kinds: unknown[]) => {
    for (const kind of kinds) connection.send([{ type: 'signal', stream: 'app:net', kind: String(kind), ttlMs: 0 }]);
  };
  return { timers, network, link, connection, peer: await server.nextPeer(), crossed, send, server };
}

const kinds = (crossed: readonly string[]) => crossed.map((each) => each.replace(/^up (.*)@.*$/, '$1'));
const twenty = Array.from({ length: 20 }, (_, n) => String(n));

test('[KIT-7] messages take a drawn delay each and keep their order', async () => {
  const { timers, crossed, send } = await arrange({ delayMs: [50, 100] });
  send(...twenty);
  await timers.advance(49);
  expect(crossed).toEqual([]);
  await timers.advance(51);
  expect(kinds(crossed)).toEqual(twenty);
});

test('[KIT-7] the same seed draws the same faults', async () => {
  const stories = [1, 1, 2].map(async (seed) => {
    const { timers, crossed, send } = await arrange({ delayMs: [0, 99], dropChance: 0.3, duplicateChance: 0.3 }, seed);
    send(...twenty);
    await timers.advance(200);
    return crossed;
  });
  const [first, again, other] = await Promise.all(stories);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test('[KIT-7] drop loses some, duplicate repeats some, reorder lets some be overtaken', async () => {
  const outcome = async (faults: Faults) => {
    const { timers, crossed, send } = await arrange({ delayMs: [0, 20], ...faults });
    send(...twenty);
    await timers.advance(200);
    return kinds(crossed);
  };
  const dropped = await outcome({ dropChance: 0.3 });
  expect(dropped.length).toBeLessThan(20);
  expect(dropped).toEqual(twenty.filter((kind) => dropped.includes(kind)));
  const doubled = await outcome({ duplicateChance: 0.3 });
  expect(doubled.length).toBeGreaterThan(20);
  expect([...new Set(doubled)]).toEqual(twenty);
  const reordered = await outcome({ reorderChance: 0.3 });
  expect(reordered).not.toEqual(twenty);
  expect(reordered.toSorted()).toEqual(twenty.toSorted());
});

test('[KIT-8] a cut loses what is under way, both ends learn it, and the device may connect again', async () => {
  const { timers, link, connection, peer, crossed, send, server } = await arrange({ delayMs: [10, 10] });
  send('before');
  await timers.advance(10);
  send('lost');
  link.cut();
  await timers.advance(100);
  expect(kinds(crossed)).toEqual(['before']);
  expect([await peer.receive(), await peer.receive()]).toEqual([expect.stringContaining('before'), undefined]);
  await expect(connection[Symbol.asyncIterator]().next()).rejects.toMatchObject({ details: { closeCode: 1006 } });
  const again = link.transport.connect(live);
  await timers.advance(10);
  (await again).send([{ type: 'ping' }]);
  await timers.advance(10);
  expect(await (await server.nextPeer()).receive()).toBe('[{"type":"ping"}]');
});

test('[KIT-8] a drawn cut breaks the connection on a message, between the calls of its ends', async () => {
  const { timers, link, peer, crossed, send } = await arrange({ cutChance: 0.1 });
  send(...twenty);
  expect(link.openCount()).toBe(1);
  await timers.advance(1);
  expect(link.openCount()).toBe(0);
  expect(crossed).toEqual([]);
  expect(await peer.receive()).toBe(undefined);
});

for (const believer of ['client', 'server', 'both'] as const)
  test(`[KIT-9] half-open towards ${believer}: nothing arrives, and only the other end knows`, async () => {
    const { timers, link, connection, peer, crossed, send } = await arrange({});
    const told: string[] = [];
    const reading = (async () => {
      for await (const _ of connection) told.push('client reads');
    })().catch(() => told.push('client told'));
    void peer.receive().then((text) => told.push(text === undefined ? 'server told' : 'server reads'));
    link.halfOpen(believer);
    if (believer !== 'server') send('into the void');
    peer.sendText('[]');
    await timers.advance(600_000);
    expect(told).toEqual({ client: ['server told'], server: ['client told'], both: [] }[believer]);
    expect(crossed).toEqual([]);
    expect(connection.bufferedBytes > 0).toBe(believer !== 'server');
    connection.close();
    await reading;
  });

test('[KIT-10] a server that is replaced breaks every connection; without one, or unreachable, connecting fails', async () => {
  const { timers, network, link, peer } = await arrange({});
  const connect = async () => {
    const connecting = link.transport.connect(live).then(
      () => 'open',
      (error) => error.code,
    );
    await timers.advance(1);
    return connecting;
  };
  network.setServer(undefined);
  expect([link.openCount(), await peer.receive(), await connect()]).toEqual([0, undefined, 'transport/failed']);
  const next = createScriptedServer();
  network.setServer(next);
  expect([await connect(), link.openCount()]).toEqual(['open', 1]);
  link.setReachable(false);
  expect([await connect(), link.openCount()]).toEqual(['transport/failed', 0]);
  link.setReachable(true);
  expect(await connect()).toBe('open');
});

test('[KIT-10] the server that closes is told the end once, answered or not', async () => {
  const timers = createFakeTimers();
  const told: string[] = [];
  const server = {
    accept: (socket: { close(code: number, reason: string): void }) => {
      timers.set(5, () => socket.close(4401, 'no token'));
      return { receive: () => told.push('received'), closed: () => told.push(`closed@${timers.elapsedMs()}`) };
    },
  };
  const network = createMemoryNetwork({ timers, random: createSeededRandom(1), server });
  for (const device of ['phone', 'laptop']) void network.link(device).transport.connect(live);
  await timers.advance(1);
  network.link('laptop').halfOpen('both');
  await timers.advance(100_000);
  expect(told).toEqual(['closed@5', 'closed@30005']);
});
