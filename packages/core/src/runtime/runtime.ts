import type { OpenChannel } from './channel.ts';
import type { Clock } from './clock.ts';
import type { Locks } from './locks.ts';
import type { Network } from './network.ts';
import type { Random } from './random.ts';
import type { Timers } from './timers.ts';
import type { Visibility } from './visibility.ts';

/** Everything the core asks of the world besides storage and transport. Inject your own to simulate. */
export interface Runtime {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly network: Network;
  readonly visibility: Visibility;
  /** Resolves when the host has nothing more urgent to do, soon in any case. Absent: nothing is put off. */
  readonly idle?: (() => Promise<void>) | undefined;
  readonly locks: Locks;
  readonly openChannel: OpenChannel;
  /** Whether locks and channels reach all clients of a shared database: one of several tabs. Absent: they do not. */
  readonly isTab?: boolean | undefined;
}
