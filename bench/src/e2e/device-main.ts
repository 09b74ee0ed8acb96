import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerQuestions } from '../journey/answer-questions.ts';
import { endWithParent } from '../journey/end-with-parent.ts';
import type { Command, Part, Sent } from './commands.ts';
import type { Device, OpenDevice } from './device.ts';
import { createSightings, type Sightings } from './sightings.ts';
import { textOf } from './text.ts';
import { nowMs, usageNow } from './usage.ts';

/** Holds some devices of one contender in a process of its own, and does with them what it is told. */

interface Held {
  readonly device: Device;
  readonly conversation: string;
  readonly sightings: Sightings;
}

/** As an app would: not all in one turn of the loop. */
const SENDS_A_TURN = 100;

endWithParent();
const part = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as Part;
const { openDevice } = (await import(part.module)) as { openDevice: OpenDevice };

const held: Held[] = await Promise.all(
  part.devices.map(async (plan) => {
    const sightings = createSightings();
    return { device: await openDevice(plan, sightings), conversation: plan.conversations[0]?.id ?? '', sightings };
  }),
);

function sendAll(n: number): void {
  for (const { device, conversation } of held) device.send(conversation, textOf(n));
}

async function send({ first, count, everyMs }: Extract<Command, { do: 'send' }>): Promise<Sent> {
  const begunMs = nowMs();
  const times: number[] = [];
  for (let n = first; n < first + count; n++) {
    if (everyMs !== undefined) await sleep(Math.max(0, begunMs + (n - first) * everyMs - nowMs()));
    else if (((n - first) * held.length) % SENDS_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    times.push(nowMs());
    sendAll(n);
  }
  return everyMs === undefined ? times.slice(0, 1) : times;
}

const lastOf = (times: readonly number[]): number => Math.max(...times);
const each = <Result>(run: (held: Held) => Result | Promise<Result>): Promise<Result[]> => Promise.all(held.map(run));

async function follow(command: Command): Promise<unknown> {
  switch (command.do) {
    case 'send':
      return send(command);
    case 'await':
      return lastOf(await each(({ sightings }) => sightings.until(command.stored, command.shown)));
    case 'shown': {
      const times = held.map(({ sightings }) => sightings.shownAt(command.first, command.count));
      return Array.from({ length: command.count }, (_, i) => lastOf(times.map((of) => of[i] ?? Number.NaN)));
    }
    case 'flush':
      return void (await each(({ device }) => device.flush()));
    case 'leave':
      return void (await each(({ device }) => device.leave()));
    case 'come-back': {
      const begunMs = nowMs();
      for (const { device } of held) device.comeBack();
      return begunMs;
    }
    case 'usage':
      return usageNow();
    case 'close':
      await each(({ device }) => device.close());
      return undefined;
  }
}

answerQuestions(follow);
process.send?.('ready');
