import type { Client } from '@tidemark/core';
import { BOT_NAME } from '../bot.ts';
import { isAddressed } from '../tide-bot/answer.ts';
import { answerIdOf } from '../tide-bot/answer-id.ts';
import type { Cast } from './cast.ts';
import type { Written } from './check.ts';
import type { Pace } from './pace.ts';
import { record, type Sight } from './record.ts';
import type { Step, Who } from './script.ts';

/** Where the story is shown while it plays. */
export interface Stage {
  caption(text: string): void;
  /** Somebody types, before it is sent. */
  type(who: Who, text: string): Promise<void>;
}

export interface Played {
  readonly written: readonly Written[];
  readonly sights: readonly Sight[];
}

/** How long the story waits, all in all, for everybody to read everything. Then it goes on, and the check tells. */
const PATIENCE_MS = 120_000;

/** Plays the story in a conversation of the whole cast. Resolves when all has been read, or time is up. */
export async function play(
  story: readonly Step[],
  { cast, conversationId, stage, pace }: { cast: Cast; conversationId: string; stage: Stage; pace: Pace },
  signal: AbortSignal,
): Promise<Played> {
  const written: Written[] = [];
  const lines = new Map<string, string>();
  let looked = (): void => {};
  let patienceMs = PATIENCE_MS;
  const readers: readonly (readonly [string, Client])[] = [...Object.entries(cast.people), [BOT_NAME, cast.bot]];
  const sights = readers.map(([name, client]) => record(name, client, conversationId, () => looked()));

  async function say({ who, text, line, to }: Extract<Step, { kind: 'say' }>): Promise<void> {
    await stage.type(who, text);
    const client = cast.people[who];
    const id = client.newId();
    const replyTo = to === undefined ? undefined : lines.get(to);
    if (line !== undefined) lines.set(line, id);
    written.push({ id, author: who, atMs: performance.now() });
    if (isAddressed(text)) written.push({ id: answerIdOf(id), author: BOT_NAME });
    await client.messages.send(conversationId, { text, ...(replyTo !== undefined && { replyTo }) }, { id });
    await pace.wait(1_400, signal);
  }

  const isSettled = (): boolean =>
    sights.every(
      ({ rows, reached }) =>
        rows().length === written.length && [...reached.values()].every((statuses) => statuses.has('read')),
    );

  function settle(): Promise<void> {
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        clearTimeout(timer);
        patienceMs -= performance.now() - began;
        signal.removeEventListener('abort', abort);
        looked = () => {};
        if (signal.aborted) reject(signal.reason);
        else resolve();
      };
      const abort = (): void => finish();
      const timer = setTimeout(finish, Math.max(0, patienceMs));
      signal.addEventListener('abort', abort);
      looked = () => {
        if (isSettled()) finish();
      };
      if (signal.aborted) finish();
      else looked();
    });
  }

  async function act(step: Step): Promise<void> {
    switch (step.kind) {
      case 'caption':
        stage.caption(step.text);
        return pace.wait(600, signal);
      case 'say':
        return say(step);
      case 'leave':
        cast.people[step.who].sync.pause(step.why);
        return pace.wait(600, signal);
      case 'return':
        cast.people[step.who].sync.resume(step.why);
        return pace.wait(600, signal);
      case 'kill-server':
        return cast.server.kill();
      case 'start-server':
        return cast.server.start();
      case 'settle':
        await settle();
        return pace.wait(800, signal);
      case 'wait':
        return pace.wait(step.ms, signal);
      default:
        return step satisfies never;
    }
  }

  try {
    for (const step of story) {
      signal.throwIfAborted();
      await act(step);
    }
  } finally {
    for (const sight of sights) sight.close();
  }
  return { written, sights };
}
