import { startMeter } from './meter.ts';
import { timeReturn } from './time-arrival.ts';
import { ann, bob } from './two-people.ts';
import type { Workload } from './workload.ts';

const BEFORE = 1_000;

/** E3: messages are sent while the other is away; from its return until it has stored all and shows the last. */
export const away = (messages: number): Workload => ({
  name: 'E3 catch-up',
  needsKeeping: true,
  async run(stage) {
    const sender = await stage.open([ann]);
    const receiver = await stage.open([bob]);
    const first = receiver.ask({ do: 'await', stored: BEFORE, shown: BEFORE - 1 });
    await sender.ask({ do: 'send', first: 0, count: BEFORE });
    await first;
    await receiver.ask({ do: 'leave' });
    await sender.ask({ do: 'send', first: BEFORE, count: messages });
    await sender.ask({ do: 'flush' });
    const meter = await startMeter(stage, [receiver]);
    return { took: await timeReturn(receiver, BEFORE + messages), ...(await meter.read(messages)) };
  },
});
