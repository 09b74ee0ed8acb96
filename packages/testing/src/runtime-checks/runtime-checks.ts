import type { Runtime } from '@tidemark/core';
import { mustEqual, reasonOf } from '../must.ts';

/** One thing every `Runtime` must do: `run` rejects, saying what was found instead. */
export interface RuntimeCheck {
  readonly name: string;
  run(): Promise<void>;
}

/** Two runtimes of one profile, as two tabs have. */
export interface RuntimesUnderTest {
  readonly one: Runtime;
  readonly other: Runtime;
  /** Lets this much time of theirs pass. */
  wait(ms: number): Promise<void>;
}

interface BoundCheck {
  readonly name: string;
  run(under: RuntimesUnderTest): Promise<void>;
}

/** Waits until something must have come to pass, also on a machine that is busy with something else. */
const PATIENCE = 2_000;

const forever = () => new AbortController().signal;

const checks: readonly BoundCheck[] = [
  {
    name: '[RUN-3] timers run once, by delay, not before it, and not when cleared',
    async run({ one: { timers, clock }, wait }) {
      const ran: string[] = [];
      const startMs = clock.monotonicMs();
      const early: string[] = [];
      for (const [name, delayMs] of [
        ['c', 60],
        ['a', 5],
        ['b', 30],
      ] as const)
        timers.set(delayMs, () => {
          // A host may round a delay down to whole milliseconds.
          if (clock.monotonicMs() - startMs < delayMs - 1) early.push(name);
          ran.push(name);
        });
      const cleared = timers.set(10, () => ran.push('cleared'));
      timers.clear(cleared);
      timers.clear(cleared);
      await wait(200);
      mustEqual([ran, early], [['a', 'b', 'c'], []], 'what ran, and what ran early');
    },
  },
  {
    name: '[RUN-3] measured time never falls, and shown time is a whole number of milliseconds',
    async run({ one: { clock }, wait }) {
      const measured: number[] = [];
      for (let n = 0; n < 20; n++) {
        measured.push(clock.monotonicMs());
        await wait(1);
      }
      mustEqual(
        measured,
        measured.toSorted((a, b) => a - b),
        'measured times',
      );
      mustEqual(Number.isSafeInteger(clock.now()), true, `a whole number, found ${clock.now()}`);
    },
  },
  {
    name: '[RUN-3] chance fills what it is given, and draws in [0, 1)',
    async run({ one: { random }, other }) {
      const bytes = new Uint8Array(64);
      mustEqual(random.fill(bytes) === bytes, true, 'fill returns its target');
      mustEqual(new Set(bytes).size > 20, true, `bytes that differ, found ${bytes}`);
      mustEqual(String(other.random.fill(new Uint8Array(64))) === String(bytes), false, 'the other draws the same');
      const draws = Array.from({ length: 1000 }, () => random.fraction());
      mustEqual(
        draws.filter((draw) => !(draw >= 0 && draw < 1)),
        [],
        'draws outside',
      );
    },
  },
  {
    name: '[RUN-4] a lock is held by one at a time, first come first served, and passes on when its holder throws',
    async run({ one, other, wait }) {
      const story: string[] = [];
      const hold = (runtime: Runtime, name: string) =>
        runtime.locks.request('check-order', forever(), async () => {
          story.push(`${name}+`);
          await new Promise<void>((resolve) => runtime.timers.set(5, resolve));
          story.push(`${name}-`);
          if (name === 'b') throw new Error('b fails');
        });
      const settled = Promise.allSettled([hold(one, 'a'), hold(other, 'b'), hold(one, 'c')]);
      for (let n = 0; n < PATIENCE && story.length < 6; n++) await wait(10);
      mustEqual(story, ['a+', 'a-', 'b+', 'b-', 'c+', 'c-'], 'the story');
      const outcomes = (await settled).map(({ status }) => status);
      mustEqual(outcomes, ['fulfilled', 'rejected', 'fulfilled'], 'the outcomes');
    },
  },
  {
    name: '[RUN-4] an abort ends the wait for a lock with its reason, and takes nothing from a holder',
    async run({ one, other, wait }) {
      const holding = new AbortController();
      let release: (() => void) | undefined;
      const held = one.locks.request('check-abort', holding.signal, () => {
        return new Promise<string>((resolve) => {
          release = () => resolve('held');
        });
      });
      for (let n = 0; n < PATIENCE && !release; n++) await wait(1);
      const waiting = new AbortController();
      const reason = reasonOf(other.locks.request('check-abort', waiting.signal, async () => 'never'));
      await wait(1);
      holding.abort('too late');
      waiting.abort('enough');
      mustEqual(await reason, 'enough', 'the waiting one rejects with');
      release?.();
      mustEqual(await held, 'held', 'the holder resolves with');
      const aborted = one.locks.request('check-abort', AbortSignal.abort('before'), async () => 'never');
      mustEqual(await reasonOf(aborted), 'before', 'one that begins aborted rejects with');
    },
  },
  {
    name: '[RUN-4] a lock that is taken away rejects its holder, and those who wait get it after the taker',
    async run({ one, other, wait }) {
      const story: string[] = [];
      let end: (() => void) | undefined;
      const robbed = reasonOf(one.locks.request('check-steal', forever(), () => new Promise<never>(() => {})));
      const waiting = one.locks.request('check-steal', forever(), async () => story.push('waited'));
      await wait(20);
      const stolen = other.locks.steal('check-steal', () => {
        story.push('stolen');
        return new Promise<void>((resolve) => {
          end = resolve;
        });
      });
      for (let n = 0; n < PATIENCE && !end; n++) await wait(1);
      await robbed;
      await wait(20);
      mustEqual(story, ['stolen'], 'before the taker ends');
      end?.();
      await stolen;
      await waiting;
      mustEqual(story, ['stolen', 'waited'], 'the story');
    },
  },
  {
    name: '[RUN-5] a channel reaches the others of its name, later, never its own end, and nobody once closed',
    async run({ one, other, wait }) {
      const heard: unknown[] = [];
      const [mine, theirs, apart] = [one.openChannel('rows'), other.openChannel('rows'), other.openChannel('apart')];
      mine.subscribe(() => heard.push('my own'));
      apart.subscribe(() => heard.push('another name'));
      const leave = theirs.subscribe((message) => heard.push(message));
      mine.post({ n: [1, null, 'é'] });
      mustEqual(heard, [], 'heard within post');
      for (let n = 0; n < PATIENCE && heard.length === 0; n++) await wait(5);
      leave();
      mine.post('nobody listens');
      mine.close();
      mine.post('closed');
      await wait(20);
      mustEqual(heard, [{ n: [1, null, 'é'] }], 'heard');
      theirs.close();
      apart.close();
    },
  },
];

/** What every `Runtime` must do, fake or real (rules RUN of the core's SPEC.md). */
export function runtimeChecks(open: () => RuntimesUnderTest): readonly RuntimeCheck[] {
  return checks.map(({ name, run }) => ({ name, run: () => run(open()) }));
}
