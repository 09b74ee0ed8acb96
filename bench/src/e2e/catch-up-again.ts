import { setTimeout as sleep } from 'node:timers/promises';
import type { Measured } from '../local/trial.ts';
import type { Stage } from './stage.ts';
import { timeReturn } from './workloads/time-arrival.ts';
import { ann, bob } from './workloads/two-people.ts';

/** A short piece of E3 that can be done again and again on one stage, warm. */
export type CatchUp = () => Promise<Measured>;

const WARM_UP = 3_000;
const MISSED = 1_000;

export async function openCatchUp(stage: Stage): Promise<CatchUp> {
  const sender = await stage.open([ann]);
  const receiver = await stage.open([bob]);
  let sent = 0;
  const send = async (count: number): Promise<void> => {
    await sender.ask({ do: 'send', first: sent, count });
    sent += count;
    await sender.ask({ do: 'flush' });
  };
  await send(WARM_UP);
  await receiver.ask({ do: 'await', stored: sent, shown: sent - 1 });
  return async () => {
    await receiver.ask({ do: 'leave' });
    await send(MISSED);
    await stage.serverRests();
    const took = await timeReturn(receiver, sent);
    // Its socket is up, whatever came first.
    await sleep(50);
    return { took };
  };
}
