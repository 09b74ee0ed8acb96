import { typing } from '@tidemark/core';
import type { NetworkState } from '@tidemark/devtools/network';
import { type Person, type Played, play, type Stage } from '../story/play.ts';
import { CHATS, type Who } from '../story/script.ts';
import type { OnStage } from './on-stage.ts';
import type { ServerLink } from './server-link.ts';
import { STAGE_CONVERSATION } from './stage-conversation.ts';

export interface TourState {
  readonly isPlaying: boolean;
  readonly caption: string;
}

/** The story, played with the two chats of the page. */
export interface Tour {
  state(): TourState;
  subscribe(changed: () => void): () => void;
  play(): void;
  stop(): void;
}

export interface TourPlace {
  readonly server: ServerLink;
  readonly frames: () => Readonly<Record<Who, HTMLIFrameElement | null>>;
}

const WELCOME = 'Write on either side, switch a network off, kill the server: nothing is lost.';
const CALM: NetworkState = {
  offline: false,
  delayMs: 0,
  dropResults: false,
  duplicate: false,
  reorder: false,
  loss: 0,
};
/** How long the story waits for ticks before it goes on: a chat in a window that nobody sees marks nothing as read. */
const PATIENCE_MS = 20_000;

export function createTour({ server, frames }: TourPlace): Tour {
  const listeners = new Set<() => void>();
  let state: TourState = { isPlaying: false, caption: WELCOME };
  let ended = new AbortController();

  function become(change: Partial<TourState>): void {
    state = { ...state, ...change };
    for (const listener of listeners) listener();
  }

  async function run(signal: AbortSignal): Promise<string> {
    const [ann, bob] = await Promise.all([chatIn(frames().ann, signal), chatIn(frames().bob, signal)]);
    const people: Readonly<Record<Who, Person>> = { ann, bob };
    const wait = (ms: number): Promise<void> => pause(ms, signal);
    const stage: Stage = {
      wait,
      caption: (caption) => become({ caption }),
      async type(who, text) {
        people[who].client.use(typing).set(STAGE_CONVERSATION.id);
        await wait(250 + 12 * text.length);
      },
      killServer: () => server.kill(),
      serverBack: () => whenUp(server, signal),
      conflict: () => Promise.resolve(),
    };
    try {
      const casting = { people, conversationId: STAGE_CONVERSATION.id, stage, patienceMs: PATIENCE_MS };
      return summary(await play(CHATS, casting, signal));
    } finally {
      for (const { network } of [ann, bob]) network.set(CALM);
    }
  }

  return {
    state: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    play() {
      if (state.isPlaying) return;
      ended = new AbortController();
      const { signal } = ended;
      become({ isPlaying: true, caption: 'The story begins' });
      run(signal).then(
        (caption) => become({ isPlaying: false, caption }),
        (error: unknown) => {
          if (!signal.aborted) console.error(error);
          become({ isPlaying: false, caption: signal.aborted ? WELCOME : `The story ended: ${String(error)}` });
        },
      );
    },
    stop: () => ended.abort(new Error('stopped')),
  };
}

/** The chat in a frame, once it is signed in. */
async function chatIn(frame: HTMLIFrameElement | null, signal: AbortSignal): Promise<OnStage> {
  for (;;) {
    const chat = frame?.contentWindow?.tidemarkOnStage;
    if (chat) return chat;
    await pause(100, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener('abort', finish);
    if (signal.aborted) finish();
  });
}

async function whenUp({ news }: ServerLink, signal: AbortSignal): Promise<void> {
  while (news()?.kind !== 'up') await pause(200, signal);
}

/** What the two devices show in the end of what was written. */
function summary({ written, sights }: Played): string {
  const shown = sights.map(({ rows }) => {
    const ids = new Set(written.map(({ id }) => id));
    return rows()
      .filter(({ id }) => ids.has(id))
      .map(({ id }) => id);
  });
  const isComplete = shown.every((ids) => ids.length === written.length && new Set(ids).size === ids.length);
  const isOneOrder = new Set(shown.map((ids) => ids.join())).size === 1;
  return isComplete && isOneOrder
    ? `${written.length} messages, each there once, on both devices, in one order. Now you.`
    : `${written.length} messages were written; the devices show ${shown.map((ids) => ids.length).join(' and ')}.`;
}
