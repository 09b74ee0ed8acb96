import type { Client } from '@tidemark/core';
import type { NetworkState } from '@tidemark/devtools/network';
import type { Written } from '@tidemark-examples/terminal-chat/story/check';
import { record, type Sight } from '@tidemark-examples/terminal-chat/story/record';
import type { Strategy } from '../plan/plan.ts';
import type { Step, Who } from './script.ts';

/** Somebody in the story, with a network of their own. */
export interface Person {
  readonly client: Client;
  readonly network: { set(change: Partial<NetworkState>): void };
}

/** Where the story plays: on the page, or in Node. */
export interface Stage {
  caption(text: string, breaks?: Who): void;
  /** Somebody is about to send that. */
  type(who: Who, text: string): Promise<void>;
  killServer(): Promise<void>;
  /** Resolves once the server is back. */
  serverBack(): Promise<void>;
  conflict(strategy: Strategy): Promise<void>;
  /** Waits that long at the story's speed. */
  wait(ms: number): Promise<void>;
}

export interface Played {
  readonly written: readonly Written[];
  readonly sights: readonly Sight[];
}

export interface Casting {
  readonly people: Readonly<Record<Who, Person>>;
  readonly conversationId: string;
  readonly stage: Stage;
  /** How long it waits each time for everybody to read everything; then it goes on, and what is missing shows. */
  readonly patienceMs: number;
}

/** Plays the story in a conversation of both. Resolves when it is over; rejects with the signal's reason. */
export async function play(
  story: readonly Step[],
  { people, conversationId, stage, patienceMs }: Casting,
  signal: AbortSignal,
): Promise<Played> {
  const written: Written[] = [];
  let looked = (): void => {};
  const sights = Object.entries(people).map(([who, { client }]) => record(who, client, conversationId, () => looked()));

  async function say(who: Who, text: string): Promise<void> {
    await stage.type(who, text);
    const { client } = people[who];
    const id = client.newId();
    written.push({ id, author: who, atMs: performance.now() });
    await client.messages.send(conversationId, { text }, { id });
    await stage.wait(1_200);
  }

  const isSettled = (): boolean =>
    sights.every(({ reader, rows, reached }) => {
      const shown = new Set(rows().map(({ id }) => id));
      return written.every(
        ({ id, author }) => shown.has(id) && (author !== reader || reached.get(id)?.has('read') === true),
      );
    });

  function settle(): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        looked = () => {};
        if (signal.aborted) reject(signal.reason);
        else resolve();
      };
      const timer = setTimeout(finish, patienceMs);
      signal.addEventListener('abort', finish);
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
        stage.caption(step.text, step.breaks);
        return stage.wait(1_200);
      case 'say':
        return say(step.who, step.text);
      case 'network':
        people[step.who].network.set(step.change);
        return stage.wait(600);
      case 'kill-server':
        return stage.killServer();
      case 'server-back':
        return stage.serverBack();
      case 'settle':
        await settle();
        return stage.wait(800);
      case 'wait':
        return stage.wait(step.ms);
      case 'conflict':
        return stage.conflict(step.strategy);
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
