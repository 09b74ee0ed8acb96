import { expect, test } from 'vitest';
import type { ServerChild } from './server-child.ts';
import { MAX_STARTS, type Supervisor, supervise } from './supervisor.ts';

/** A world with a clock of its own, where a child lives until it is killed, stopped or dies. */
function world() {
  let nowMs = 0;
  let refusals = 0;
  const due = new Set<{ readonly atMs: number; readonly run: () => void }>();
  const said: string[] = [];
  const children: { child: ServerChild; die: () => void }[] = [];

  async function launch(port: number): Promise<ServerChild> {
    if (refusals > 0) {
      refusals -= 1;
      said.push('refused');
      throw new Error(`Port ${port} is taken.`);
    }
    const pid = children.length + 1;
    said.push(port === 4510 ? `start ${pid}` : `start ${pid} elsewhere`);
    let die = (): void => {};
    const exited = new Promise<void>((resolve) => (die = resolve));
    const end = (how: string): void => {
      said.push(`${how} ${pid}`);
      die();
    };
    const child: ServerChild = {
      url: `ws://127.0.0.1:${port}/sync`,
      ...{ port, pid, exited },
      kill: () => end('kill'),
      stop: async () => end('stop'),
    };
    children.push({ child, die });
    return child;
  }

  async function pass(ms: number): Promise<void> {
    const untilMs = nowMs + ms;
    for (;;) {
      // What settles does so between two timers.
      await new Promise(setImmediate);
      const [next] = [...due].sort((a, b) => a.atMs - b.atMs);
      if (!next || next.atMs > untilMs) break;
      nowMs = next.atMs;
      due.delete(next);
      next.run();
    }
    nowMs = untilMs;
  }

  function after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: nowMs + delayMs, run };
    due.add(timer);
    return () => due.delete(timer);
  }

  return {
    said,
    pass,
    refuse(times: number) {
      refusals = times;
    },
    die: () => children.at(-1)?.die(),
    waiting: () => due.size,
    open: (): Promise<Supervisor> => supervise(4510, { launch, after, now: () => nowMs }),
  };
}

test('a killed server is back after that long, on the same port', async () => {
  const { open, pass, said } = world();
  const server = await open();
  expect(server.kill(10_000)).toBe(true);
  await pass(9_999);
  expect(server.state()).toEqual({ kind: 'killed', backAtMs: 10_000 });
  await pass(1);
  expect(server.state()).toEqual({ kind: 'up' });
  expect(said).toEqual(['start 1', 'kill 1', 'start 2']);
  expect(server.port).toBe(4510);
});

test('a second kill while it is down changes nothing', async () => {
  const { open, pass, said } = world();
  const server = await open();
  server.kill(1_000);
  await pass(500);
  expect(server.kill(1_000)).toBe(false);
  await pass(500);
  expect(server.state().kind).toBe('up');
  expect(said).toEqual(['start 1', 'kill 1', 'start 2']);
});

test('a server that ends by itself is started again', async () => {
  const { open, pass, die } = world();
  const server = await open();
  die();
  await pass(0);
  expect(server.state()).toEqual({ kind: 'starting', why: 'The server ended by itself.' });
  await pass(500);
  expect(server.state().kind).toBe('up');
});

test('while its port is taken it is tried again, and says why', async () => {
  const { open, pass, refuse } = world();
  const server = await open();
  server.kill(100);
  refuse(3);
  await pass(1_000);
  expect(server.state()).toEqual({ kind: 'starting', why: 'Port 4510 is taken.' });
  await pass(1_000);
  expect(server.state().kind).toBe('up');
});

test('a port that stays taken is given up, and tried again when asked to', async () => {
  const { open, pass, refuse, said } = world();
  const server = await open();
  server.kill(100);
  refuse(Number.POSITIVE_INFINITY);
  await pass(300_000);
  expect(server.state()).toEqual({ kind: 'failed', why: 'Port 4510 is taken.' });
  expect(said.filter((one) => one === 'refused')).toHaveLength(MAX_STARTS);
  expect(server.kill(100)).toBe(false);
  refuse(0);
  expect(server.restart()).toBe(true);
  await pass(0);
  expect(server.state().kind).toBe('up');
  expect(server.restart()).toBe(false);
});

test('a server that dies at once, always, is given up', async () => {
  const { open, pass, die, said } = world();
  const server = await open();
  for (let deaths = 0; server.state().kind !== 'failed' && deaths < 2 * MAX_STARTS; deaths++) {
    die();
    await pass(500);
  }
  expect(said.filter((one) => one.startsWith('start'))).toHaveLength(MAX_STARTS);
});

test('one that lives well may die as often as it likes', async () => {
  const { open, pass, die } = world();
  const server = await open();
  for (let deaths = 0; deaths < 2 * MAX_STARTS; deaths++) {
    await pass(60_000);
    die();
    await pass(500);
  }
  expect(server.state().kind).toBe('up');
});

test.each([
  ['up', async () => {}],
  ['killed', async (server: Supervisor) => void server.kill(1_000)],
])('stopped while it is %s, nothing comes back', async (_, before) => {
  const { open, pass, said, waiting } = world();
  const server = await open();
  await before(server);
  await server.stop();
  await pass(60_000);
  expect(server.state()).toEqual({ kind: 'stopped' });
  expect(said.filter((one) => one.startsWith('start'))).toEqual(['start 1']);
  expect(waiting()).toBe(0);
  expect(server.kill(1)).toBe(false);
});

test('stopped while it is being started, the new one is ended too', async () => {
  const { open, pass, said } = world();
  const server = await open();
  server.kill(1_000);
  await pass(999);
  const changed = new Promise<void>((resolve) => {
    server.subscribe(() => {
      if (server.state().kind === 'starting') resolve(server.stop());
    });
  });
  await pass(1);
  await changed;
  expect(said).toEqual(['start 1', 'kill 1', 'start 2', 'stop 2']);
});
