/**
 * One run of a program on a simulated machine. Whatever reaches it from outside (a timer, an answer of its storage, a
 * message) passes `enter`, so that a frozen program hears of it later and a dead one never.
 *
 *   running ◀──thaw── frozen
 *      │  └──freeze──▶  │
 *      └────die──▶ dead ◀┘
 */
export interface SimProcess {
  isAlive(): boolean;
  isFrozen(): boolean;
  /** Runs now, after the thaw, or never. */
  enter(run: () => void): void;
  /** The promise as the program sees it: it never settles after death. */
  settle<Value>(promise: Promise<Value>): Promise<Value>;
  freeze(): void;
  thaw(): void;
  die(): void;
  /** Called once at death. */
  onDeath(run: () => void): void;
}

export function createSimProcess(): SimProcess {
  let state: 'running' | 'frozen' | 'dead' = 'running';
  let waiting: (() => void)[] = [];
  const mourners: (() => void)[] = [];

  function enter(run: () => void): void {
    if (state === 'running') run();
    else if (state === 'frozen') waiting.push(run);
  }

  return {
    isAlive: () => state !== 'dead',
    isFrozen: () => state === 'frozen',
    enter,
    settle: (promise) =>
      new Promise((resolve, reject) => {
        promise.then(
          (value) => enter(() => resolve(value)),
          (error: unknown) => enter(() => reject(error)),
        );
      }),
    freeze() {
      if (state === 'running') state = 'frozen';
    },
    thaw() {
      if (state !== 'frozen') return;
      state = 'running';
      const queue = waiting;
      waiting = [];
      for (const run of queue) enter(run);
    },
    die() {
      if (state === 'dead') return;
      state = 'dead';
      waiting = [];
      for (const run of mourners.splice(0)) run();
    },
    onDeath(run) {
      mourners.push(run);
    },
  };
}
