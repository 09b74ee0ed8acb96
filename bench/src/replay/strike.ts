import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultProxy } from '@tidemark/testing/node';
import type { Child } from './child.ts';
import type { Cut, Fault } from './plan-cuts.ts';

/** The processes and connections that faults hit. */
export interface Stage {
  readonly server: Child;
  readonly clients: readonly Child[];
  /** One a client. */
  readonly proxies: readonly FaultProxy[];
  /** Told of each cut once it has hit. */
  readonly noted: (text: string) => void;
}

export interface Strikes {
  /** Hits with each cut when its time has come. Resolves after the last. */
  run(cuts: readonly Cut[], confirmed: () => number, signal: AbortSignal): Promise<void>;
  /** No cut is to come, and everything that was killed is up again. */
  isOver(): boolean;
  /** Cuts that hit, by kind, and those that found nothing to hit. */
  readonly hits: ReadonlyMap<Fault | 'missed', number>;
  readonly last: () => string;
}

const LOOK_MS = 20;
/** How long a fault of a connection waits for one: longer than a client waits for a welcome that never comes. */
const CONNECTION_MS = 20_000;

export function createStrikes(stage: Stage): Strikes {
  const restarts = new Map<Child, Promise<void>>();
  const hits = new Map<Fault | 'missed', number>();
  let share = 0;
  let isOver = false;
  let last = '';

  /** A child that is still starting again is hit once it is up. */
  async function restart(child: Child, how: 'SIGKILL' | 'SIGTERM', delayMs: number): Promise<boolean> {
    await restarts.get(child);
    const isHit = await child.stop(how);
    const up = sleep(delayMs)
      .then(child.start)
      .then(() => {
        child.send({ type: 'allow', share });
        restarts.delete(child);
      });
    restarts.set(child, up);
    return isHit;
  }

  async function hitConnection(hit: () => number, signal: AbortSignal): Promise<boolean> {
    const deadline = performance.now() + CONNECTION_MS;
    while (hit() === 0) {
      if (performance.now() > deadline) return false;
      await sleep(LOOK_MS, undefined, { signal });
    }
    return true;
  }

  function strike({ fault, client, delayMs }: Cut, signal: AbortSignal): Promise<boolean> {
    const child = stage.clients[client] as Child;
    const proxy = stage.proxies[client] as FaultProxy;
    switch (fault) {
      case 'cut':
        return hitConnection(() => proxy.cut(), signal);
      case 'half-open':
        return hitConnection(() => proxy.halfOpen(), signal);
      case 'kill-client':
        return restart(child, 'SIGKILL', delayMs);
      case 'kill-server':
        return restart(stage.server, 'SIGKILL', delayMs);
      case 'stop-server':
        return restart(stage.server, 'SIGTERM', delayMs);
    }
  }

  /**
   * Each cut opens the next part of the messages and hits while they are on their way. Else everything would be sent
   * before the second cut, since sending takes far less time than coming back from one.
   */
  function allow(done: number, cuts: number): void {
    share = Math.min(1, cuts === 0 ? 1 : (done + 1) / cuts);
    for (const client of stage.clients) client.send({ type: 'allow', share });
  }

  return {
    hits,
    last: () => last,
    isOver: () => isOver && restarts.size === 0,
    async run(cuts, confirmed, signal) {
      allow(0, cuts.length);
      for (const [done, cut] of cuts.entries()) {
        while (confirmed() < cut.afterMessages) await sleep(LOOK_MS, undefined, { signal });
        allow(done + 1, cuts.length);
        await sleep(cut.midwayMs, undefined, { signal });
        last = cut.fault.endsWith('server') ? cut.fault : `${cut.fault} ${stage.clients[cut.client]?.name}`;
        const found = (await strike(cut, signal)) ? cut.fault : 'missed';
        stage.noted(`${last}${found === 'missed' ? ': nothing to hit' : ''}`);
        hits.set(found, (hits.get(found) ?? 0) + 1);
      }
      isOver = true;
    },
  };
}
