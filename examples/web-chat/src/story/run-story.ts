import { setTimeout as sleep } from 'node:timers/promises';
import { check } from '@tidemark-examples/terminal-chat/story/check';
import { transcript } from '@tidemark-examples/terminal-chat/story/transcript';
import { BEFORE, OUTCOMES, STRATEGIES } from '../plan/conflict.ts';
import { mergePlans, type Plan, planCollection, type Strategy } from '../plan/plan.ts';
import { isSame, type PlanDevice, playConflict } from '../plan/play-conflict.ts';
import type { Cast } from './cast.ts';
import { type Played, play, type Stage } from './play.ts';
import { CHATS, CONFLICTS, type Who } from './script.ts';
import { watchConnections } from './watch-connections.ts';

/** One thing that must be so at the end; `found` says what is instead. */
export interface Checked {
  readonly says: string;
  readonly found?: string | undefined;
}

export interface StoryOptions {
  readonly cast: Cast;
  readonly print: (line: string) => void;
  /** How long the server is gone. */
  readonly outageMs: number;
  /** How long everybody may take to read everything, each time. */
  readonly patienceMs: number;
}

/** How much quicker than on the page. */
const SPEED = 20;

/** Plays the whole story without a page and checks what came of it. Rejects with the signal's reason. */
export async function runStory(
  { cast, print, outageMs, patienceMs }: StoryOptions,
  signal: AbortSignal,
): Promise<readonly Checked[]> {
  const began = performance.now();
  const at = (): string => `${((performance.now() - began) / 1_000).toFixed(1).padStart(5)} s`;
  const { server, people } = cast;
  const conflicts: Checked[] = [];
  const conversationId = await cast.meet(signal);
  const ends = [...Object.values(people)].map(({ client }) => readAll(client, conversationId));
  const connections = watchConnections(cast);

  const stage: Stage = {
    caption(text, breaks) {
      print(`${at()}  ${text}`);
      connections.next(breaks && { who: breaks, text });
    },
    type: () => Promise.resolve(),
    async killServer() {
      server.kill(outageMs);
    },
    serverBack: () => whenUp(cast, signal),
    async conflict(strategy) {
      const soon = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
      try {
        const { lines, checked } = await endConflict(cast, strategy, soon);
        for (const line of lines) print(`${at()}    ${line}`);
        conflicts.push(checked);
      } catch (error) {
        signal.throwIfAborted();
        conflicts.push({ says: `the conflict under ${strategy} ends`, found: String(error) });
      }
    },
    wait: (ms) => sleep(ms / SPEED, undefined, { signal }),
  };
  try {
    const played = await play(CHATS, { people, conversationId, stage, patienceMs }, signal);
    await play(CONFLICTS, { people, conversationId, stage, patienceMs }, signal);
    print('');
    for (const line of transcript(played.written, played.sights)) print(line);
    print('');
    return [
      ...messagesOf(played),
      { says: 'each connection broke where the story says so', found: connections.unbroken()[0] },
      ...conflicts,
      ...(await Promise.all((['ann', 'bob'] as const).map((who) => emptyOutbox(cast, who)))),
    ];
  } finally {
    for (const end of ends) end();
    connections.end();
  }
}

/** Reads what arrives at once. */
function readAll(client: Cast['people'][Who]['client'], conversationId: string): () => void {
  const window = client.messages.observe(conversationId);
  window.subscribe(() => {
    const ord = window.getSnapshot()?.rows.findLast((message) => message.ord !== undefined)?.ord;
    // Refused only when the client is closed meanwhile.
    if (ord !== undefined) client.conversations.markRead(conversationId, ord).catch(() => {});
  });
  return () => window.close();
}

function whenUp({ server }: Cast, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const state = server.state();
      if (signal.aborted) finish(() => reject(signal.reason));
      else if (state.kind === 'up') finish(resolve);
      else if (state.kind === 'failed') finish(() => reject(new Error(state.why)));
    };
    const unsubscribe = server.subscribe(look);
    const finish = (end: () => void): void => {
      unsubscribe();
      signal.removeEventListener('abort', look);
      end();
    };
    signal.addEventListener('abort', look);
    look();
  });
}

async function endConflict(
  { people }: Cast,
  strategy: Strategy,
  signal: AbortSignal,
): Promise<{ readonly lines: readonly string[]; readonly checked: Checked }> {
  const superseded: string[] = [];
  const plans = planCollection(strategy, ({ key }) => superseded.push(key));
  const device = ({ client, network }: Cast['people'][Who]): PlanDevice => ({
    client,
    network,
    plans: client.collection(plans),
  });
  const { title = strategy } = STRATEGIES.find((one) => one.strategy === strategy) ?? {};
  const key = people.ann.client.newId();
  const lines: string[] = [];
  let wanted: Plan | undefined = strategy === 'manual' ? undefined : OUTCOMES[strategy];
  const ended = await playConflict(
    { ann: device(people.ann), bob: device(people.bob), key, isManual: strategy === 'manual' },
    {
      caption: () => {},
      look: () => Promise.resolve(),
      choose: async ({ mine, theirs }) => {
        lines.push(`Ann sees hers (${said(mine)}) and his (${said(theirs)}), and takes both`);
        wanted = mergePlans(BEFORE, mine, theirs);
        return wanted;
      },
    },
    signal,
  );
  lines.push(`${title}: ${said(ended)}`);
  const isRight = isSame(ended, wanted) && superseded.length === (strategy === 'server-wins' ? 1 : 0);
  const found = `${said(ended)}, and ${superseded.length} writes gave way`;
  return { lines, checked: { says: `${title}: both show ${said(wanted)}`, ...(!isRight && { found }) } };
}

const said = (plan: Plan | undefined): string =>
  plan ? `${plan.place} at ${plan.time} with ${plan.bring.join(', ')}` : 'no plan';

function messagesOf({ written, sights }: Played): readonly Checked[] {
  const shown = sights.map(({ reader, rows, reached }) => ({ reader, rows: rows(), reached }));
  const { lost, doubled, disordered, findings } = check(written, shown);
  const count = `${written.length} messages on ${sights.length} devices`;
  const others = findings.slice(lost + doubled + disordered);
  const one = (says: string, found: string | undefined): Checked => ({ says, found });
  return [
    one(`${count}: lost 0`, lost > 0 ? `lost ${lost}: ${findings[0]}` : undefined),
    one(`${count}: doubled 0`, doubled > 0 ? `doubled ${doubled}: ${findings[lost]}` : undefined),
    one(
      `${count}: out of order 0`,
      disordered > 0 ? `out of order ${disordered}: ${findings[lost + doubled]}` : undefined,
    ),
    one('every tick rose to read, and none fell', others[0]),
  ];
}

async function emptyOutbox({ people }: Cast, who: Who): Promise<Checked> {
  const outbox = people[who].client.outbox.observe();
  const left = outbox.getSnapshot()?.length ?? 0;
  outbox.close();
  return { says: `${who}’s outbox is empty`, ...(left > 0 && { found: `${left} wait` }) };
}
