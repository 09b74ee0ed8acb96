import { preload, type Random } from '@tidemark/core';
import { createSeededRandom } from '../fake-runtime/seeded-random.ts';
import type { AppUnderTest } from './app-under-test.ts';
import { leftToDo } from './at-rest.ts';
import { createBackOffice } from './back-office.ts';
import type { SimDevice } from './device.ts';
import { featuresOf, type Kinds } from './expand.ts';
import { type Invariant, ViolationError, type WorldView } from './hooks.ts';
import type { Plan, Step } from './plan.ts';
import type { Scene } from './steps/step-kind.ts';
import { takeBack } from './steps/take-back.ts';
import { createTell, type Watching } from './tell.ts';
import { createTrace } from './trace.ts';
import { createWorld } from './world.ts';

export interface Violation {
  readonly rule: string;
  readonly name: string;
  readonly found: string;
  readonly atMs: number;
}

export interface Outcome {
  readonly plan: Plan;
  readonly violation?: Violation | undefined;
  /** How often each fault really happened, and each use of a feature came to something. */
  readonly befell: ReadonlyMap<string, number>;
  readonly digest: string;
  readonly lines: readonly string[];
  readonly events: number;
  readonly virtualMs: number;
}

export interface RunOptions {
  readonly kinds: Kinds;
  readonly invariants: readonly Invariant[];
  /** Keep what crossed the network, for people. */
  readonly lines?: boolean | undefined;
  /** Sum up what crossed the network, to compare runs. */
  readonly digest?: boolean | undefined;
  /** What runs on the devices beside the client. */
  readonly app?: AppUnderTest | undefined;
}

/** Time for backoff, heartbeats and pages after the network has healed. */
const REST_WITHIN_MS = 15 * 60_000;
const LOOK_EVERY_MS = 1_000;
/** A hundred times what a long run takes: who gets there goes in circles, and virtual time may not move at all. */
const MOST_EVENTS = 200_000;

const COMES_TO_REST: Invariant = {
  rule: 'SIM-1',
  name: 'once the network has healed, every outbox empties and every device stands where the server stands',
  watch: () => ({}),
};

/**
 * Runs a plan to its end, or to the first violation. Nothing in it depends on the machine.
 *
 *   steps and faults ─▶ heal the network ─▶ until everything is at rest ─▶ the invariants' last look ─▶ close
 */
export async function runPlan(plan: Plan, options: RunOptions): Promise<Outcome> {
  // Virtual time does not wait for files.
  await preload();
  const { seed, settings } = plan;
  const befallen = new Map<string, number>();
  const trace = createTrace({ lines: options.lines ?? false, digest: options.digest ?? false });
  const undoing = new Set<() => void>();
  const features = featuresOf(options.kinds);
  let violation: Violation | undefined;
  const watching: Watching[] = [];
  const tell = createTell(watching, violated);

  function befell(what: string): void {
    befallen.set(what, (befallen.get(what) ?? 0) + 1);
    trace.note(world.timers.elapsedMs(), `fault: ${what}`);
  }

  function did(what: string): void {
    befallen.set(what, (befallen.get(what) ?? 0) + 1);
    trace.note(world.timers.elapsedMs(), `did: ${what}`);
  }

  const world = createWorld({ plan, trace, tell, befell, app: options.app });
  const { timers, server, devices } = world;

  function violated(invariant: Invariant, error: unknown): void {
    if (violation) return;
    const found = error instanceof ViolationError ? error.message : `${(error as Error).stack ?? error}`;
    violation = { rule: invariant.rule, name: invariant.name, found, atMs: timers.elapsedMs() };
    trace.note(violation.atMs, `VIOLATION ${invariant.rule} ${invariant.name}: ${found}`);
  }

  const view: WorldView = {
    devices,
    nowMs: timers.elapsedMs,
    server: { store: server.store, history: world.history.of },
    settings,
    befell,
    fail(found) {
      throw new ViolationError(found);
    },
  };
  for (const invariant of options.invariants) watching.push({ invariant, hooks: invariant.watch(view) });

  const backOfficeIds = idsFrom(createSeededRandom(`${seed}/back-office`));
  const scene: Scene = {
    timers,
    settings,
    devices,
    server,
    backOffice: createBackOffice(server, backOfficeIds),
    tell,
    befell,
    did,
    heard: world.heard,
    refused: (error) => trace.note(timers.elapsedMs(), `refused: ${String(error)}`),
    until(forMs, undo) {
      const once = (): void => {
        if (undoing.delete(once)) undo();
      };
      undoing.add(once);
      timers.set(forMs, once);
    },
  };

  function runStep(step: Step): void {
    trace.note(timers.elapsedMs(), `step ${JSON.stringify(step)}`);
    const { work, faults } = options.kinds;
    const kind = work[step.kind] ?? faults[step.kind] ?? features[step.kind];
    kind?.run(scene, step, createSeededRandom(`${seed}/run/${step.id}`));
  }

  /** What the plan put wrong is put right; nobody is reconnected for it. */
  function heal(): void {
    trace.note(timers.elapsedMs(), 'healed');
    for (const undo of [...undoing]) undo();
    for (const { trouble, storage } of devices) {
      trouble.heal();
      storage.death = undefined;
      storage.refusal = undefined;
      storage.lateMs = undefined;
    }
    server.heal();
  }

  /** What the person does about writes that were refused for good. */
  function takeBackFailed(device: SimDevice): void {
    for (const { op, ended } of device.disk().view.outbox.values()) {
      if (ended !== undefined) takeBack(scene, device, op.opId);
    }
  }

  function isEnded(): boolean {
    if (world.events() > MOST_EVENTS)
      violated(COMES_TO_REST, new ViolationError(`it goes on after ${MOST_EVENTS} events`));
    return violation !== undefined;
  }

  /** What an invariant knows to be on its way. */
  function awaited(): string | undefined {
    for (const { hooks } of watching) {
      const what = hooks.awaits?.();
      if (what !== undefined) return what;
    }
    return undefined;
  }

  async function play(): Promise<void> {
    server.start();
    for (const device of devices) device.start();
    for (const step of plan.steps) timers.set(step.atMs, () => runStep(step));
    await timers.runUntil(() => isEnded() || timers.elapsedMs() >= settings.lastsMs, Infinity);
    if (violation) return;
    heal();
    let isOver = false;
    const look = (): void => {
      for (const device of devices) takeBackFailed(device);
      const left = leftToDo(devices, server, settings) ?? awaited();
      isOver = left === undefined;
      if (isOver) return;
      if (timers.elapsedMs() > settings.lastsMs + REST_WITHIN_MS)
        violated(COMES_TO_REST, new ViolationError(`${left}`));
      timers.set(LOOK_EVERY_MS, look);
    };
    timers.set(LOOK_EVERY_MS, look);
    await timers.runUntil(() => isEnded() || isOver, Infinity);
  }

  async function end(): Promise<void> {
    for (const { invariant, hooks } of watching) {
      try {
        await hooks.ended?.();
      } catch (error) {
        violated(invariant, error);
      }
    }
    const closing = devices.map((device) => device.close());
    let isClosed = false;
    void Promise.all(closing).then(() => {
      isClosed = true;
    });
    for (let n = 0; !isClosed && n < 1_000; n++) await timers.runNext();
    if (!isClosed) violated(COMES_TO_REST, new ViolationError('close() does not end'));
    server.crash();
  }

  timers.set(settings.lastsMs, () => {});
  await play();
  if (!violation) await end();
  return {
    plan,
    violation,
    befell: befallen,
    digest: trace.digest(),
    lines: trace.lines(),
    events: world.events(),
    virtualMs: timers.elapsedMs(),
  };
}

function idsFrom(random: Random): () => string {
  return () => {
    const hex = [...random.fill(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return `01900000-0000-7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
  };
}
