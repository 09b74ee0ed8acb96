import type { NetworkFault } from '../network-trouble.ts';
import type { Step } from '../plan.ts';
import type { RefusalCode } from '../process-storage.ts';
import { MOMENTS } from './moments.ts';
import { anyDevice, deviceOf, pick, type Scene, type StepKind, whole } from './step-kind.ts';

const DAY_MS = 86_400_000;
/** A storage that writes piece by piece is met between any two of the first. */
const MOST_TICKS = 12;

/** A fault of messages: for a while, each message of the device meets it with a chance. */
function messages(fault: NetworkFault, chance: number): StepKind {
  return {
    weight: 4,
    draw: (random, settings) => ({
      ...anyDevice(random, settings),
      forMs: whole(random, 500, 15_000),
      amount: Math.ceil(random.fraction() * chance * 100) / 100,
      how: pick(random, ['up', 'down', 'both']),
    }),
    run(scene, step) {
      const { trouble } = deviceOf(scene, step);
      const directions = step.how === 'both' ? (['up', 'down'] as const) : [step.how as 'up' | 'down'];
      for (const direction of directions) trouble.set(direction, fault, step.amount ?? 0);
      scene.until(step.forMs ?? 0, () => {
        for (const direction of directions) trouble.set(direction, fault, 0);
      });
    },
  };
}

/** A fault that is over once it happened, of a device whose connection is open. */
function connection(run: (scene: Scene, step: Step) => void, how: readonly string[] = ['']): StepKind {
  return {
    weight: 6,
    draw: (random, settings) => ({ ...anyDevice(random, settings), how: pick(random, how) }),
    run(scene, step) {
      if (deviceOf(scene, step).link.openCount() === 0) return;
      scene.befell(step.kind);
      run(scene, step);
    },
  };
}

function lasting(
  leastMs: number,
  mostMs: number,
  run: (scene: Scene, step: Step, forMs: number) => void,
  how: readonly string[] = [''],
): StepKind {
  return {
    weight: 5,
    draw: (random, settings) => ({
      ...anyDevice(random, settings),
      forMs: whole(random, leastMs, mostMs),
      how: pick(random, how),
    }),
    run: (scene, step) => run(scene, step, step.forMs ?? 0),
  };
}

function commits(most: number, how: readonly string[], run: (scene: Scene, step: Step) => void, weight = 5): StepKind {
  return {
    weight,
    draw: (random, settings) => ({
      ...anyDevice(random, settings),
      amount: whole(random, 1, most),
      how: pick(random, how),
    }),
    run,
  };
}

const whenOf = (step: Step): 'before' | 'after' => (step.how === 'after' ? 'after' : 'before');

/** Everything that goes wrong. The names are those of the table of faults. */
export const FAULT_STEPS: Readonly<Record<string, StepKind>> = {
  cut: connection((scene, step) => deviceOf(scene, step).link.cut()),
  'half-open': connection(
    (scene, step) => deviceOf(scene, step).link.halfOpen(step.how as 'client'),
    ['client', 'server', 'both'],
  ),
  'one-way': connection((scene, step) => deviceOf(scene, step).link.sever(step.how as 'up'), ['up', 'down']),
  late: connection((scene, step) => deviceOf(scene, step).link.abandon()),
  replay: connection(
    (scene, step) => {
      const device = deviceOf(scene, step);
      const direction = step.how as 'up' | 'down';
      for (const text of scene.heard(device, direction).slice(0, 5)) device.link.inject(direction, text);
    },
    ['up', 'down'],
  ),
  partition: lasting(500, 90_000, (scene, step, forMs) => {
    const { link, name } = deviceOf(scene, step);
    scene.befell(`partition`);
    link.setReachable(false);
    scene.until(forMs, () => link.setReachable(true));
    void name;
  }),
  'reconnect-storm': {
    weight: 2,
    draw: (random) => ({ amount: whole(random, 2, 6) }),
    run(scene, step) {
      scene.befell('reconnect-storm');
      for (let n = 0; n < (step.amount ?? 0); n++) {
        scene.timers.set(n * 700, () => {
          for (const { link } of scene.devices) link.cut();
        });
      }
    },
  },
  delay: lasting(1_000, 20_000, (scene, step, forMs) => {
    const { trouble } = deviceOf(scene, step);
    scene.befell('delay');
    trouble.setDelay([100, 3_000]);
    scene.until(forMs, () => trouble.setDelay(undefined));
  }),
  'slow-reader': lasting(5_000, 40_000, (scene, step, forMs) => {
    const { trouble } = deviceOf(scene, step);
    scene.befell('slow-reader');
    trouble.setDownDelay([4_000, 9_000]);
    scene.until(forMs, () => trouble.setDownDelay(undefined));
  }),
  duplicate: messages('duplicate', 0.5),
  reorder: messages('reorder', 0.5),
  truncate: messages('truncate', 0.3),
  garbage: messages('garbage', 0.3),

  'die-at-commit': commits(
    6,
    ['before', 'during', 'after'],
    (scene, step) => {
      const when = step.how as 'before' | 'during' | 'after';
      deviceOf(scene, step).storage.death = { commits: step.amount ?? 1, when, ticks: step.id % MOST_TICKS };
    },
    10,
  ),
  'refuse-commit': commits(3, ['storage/quota-exceeded', 'storage/closed', 'storage/unavailable'], (scene, step) => {
    deviceOf(scene, step).storage.refusal = { commits: step.amount ?? 1, code: step.how as RefusalCode };
  }),
  'slow-storage': lasting(
    1_000,
    15_000,
    (scene, step, forMs) => {
      const { storage } = deviceOf(scene, step);
      const before = storage.delayMs;
      scene.befell('slow-storage');
      if (step.how === 'reads') storage.lateMs = () => 400;
      else storage.delayMs = () => 400;
      scene.until(forMs, () => {
        storage.delayMs = before;
        storage.lateMs = undefined;
      });
    },
    ['all', 'reads'],
  ),
  'storage-evicted': lasting(500, 5_000, (scene, step, forMs) => {
    const device = deviceOf(scene, step);
    const disk = device.disk();
    if (!device.isRunning()) return;
    scene.befell('storage-evicted');
    device.crash(forMs, 'process');
    void disk.wipe().then(() => scene.tell('wiped', device, disk));
  }),

  crash: lasting(
    10,
    30_000,
    (scene, step, forMs) => {
      const device = deviceOf(scene, step);
      if (!device.isRunning()) return;
      scene.befell(`crash`);
      device.crash(forMs, step.how as 'process');
    },
    ['process', 'power'],
  ),
  restart: lasting(10, 10_000, (scene, step, forMs) => {
    const device = deviceOf(scene, step);
    if (!device.client()) return;
    scene.befell('restart');
    void device.close().then(() => scene.until(forMs, device.start));
  }),
  freeze: {
    weight: 5,
    draw: (random, settings) => ({
      ...anyDevice(random, settings),
      // From a second to an hour, every magnitude alike.
      forMs: Math.floor(1_000 * 3_600 ** (random.fraction() ** 2)),
    }),
    run(scene, step) {
      const device = deviceOf(scene, step);
      if (!device.isRunning()) return;
      scene.befell('freeze');
      device.freeze();
      scene.until(step.forMs ?? 0, device.thaw);
    },
  },
  'clock-jump': {
    weight: 5,
    draw: (random, settings) => ({
      ...anyDevice(random, settings),
      amount: whole(random, -3 * DAY_MS, 3 * DAY_MS),
    }),
    run(scene, step) {
      scene.befell('clock-jump');
      deviceOf(scene, step).clock.jump(step.amount ?? 0);
    },
  },
  'account-switch': {
    weight: 6,
    draw: (random, settings) => ({ ...anyDevice(random, settings), user: pick(random, settings.users) }),
    run(scene, step) {
      const device = deviceOf(scene, step);
      if (!device.client() || step.user === undefined || step.user === device.user()) return;
      scene.befell('account-switch');
      const { user } = step;
      void device.close().then(() => {
        device.setUser(user);
        scene.until(200, device.start);
      });
    },
  },
  'network-hint': lasting(100, 20_000, (scene, step, forMs) => {
    const { network } = deviceOf(scene, step);
    scene.befell('network-hint');
    network.setOnline(false);
    scene.until(forMs, () => network.setOnline(true));
  }),

  'server-die-at-commit': commits(5, ['before', 'after'], (scene, step) => {
    scene.server.trouble.death = { commits: step.amount ?? 1, when: whenOf(step) };
  }),
  'server-storage': commits(3, [''], (scene, step) => {
    scene.server.trouble.refusals = step.amount ?? 1;
  }),
  'result-lost': connection((scene, step) => {
    const { name, link } = deviceOf(scene, step);
    scene.server.trouble.losesResults.set(name, link.cut);
  }),
  'server-restart': {
    weight: 4,
    draw: (random) => ({ how: pick(random, ['crash', 'drain']), forMs: whole(random, 10, 15_000) }),
    run({ server, befell }, step) {
      if (!server.isUp()) return;
      befell('server-restart');
      if (step.how === 'drain') void server.drain();
      else server.crash();
    },
  },
  backup: { weight: 6, draw: () => ({}), run: ({ server }) => server.backUp() },
  'server-restored': {
    weight: 12,
    draw: () => ({}),
    run({ server, befell }) {
      server.crash();
      if (server.restore()) befell('server-restored');
    },
  },
  'fan-out-loss': {
    weight: 5,
    draw: (random) => ({ forMs: whole(random, 500, 30_000), amount: pick(random, [0.2, 0.5, 1]) }),
    run({ server, timers }, step) {
      server.trouble.fanOutLoss = { chance: step.amount ?? 1, untilMs: timers.elapsedMs() + (step.forMs ?? 0) };
    },
  },
  'token-expiry': lasting(2_000, 30_000, (scene, step, forMs) => {
    const device = deviceOf(scene, step);
    scene.befell('token-expiry');
    device.setTokenMs(step.id % 3 === 0 ? 0 : 1_500);
    scene.until(forMs, () => device.setTokenMs(scene.settings.tokenMs));
  }),
  'server-clock-jump': {
    weight: 2,
    draw: (random) => ({ amount: whole(random, -DAY_MS, DAY_MS) }),
    run({ server, befell }, step) {
      befell('server-clock-jump');
      server.trouble.skewMs += step.amount ?? 0;
    },
  },
  ...MOMENTS,
};

// Faults of features that do not exist yet come with those: a second tab, the leader's loss, an old and a new version of
// the app side by side, two gateways over one log.
