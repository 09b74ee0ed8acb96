import type { NetworkState } from '@tidemark/devtools/network';
import type { Strategy } from '../plan/plan.ts';

export type Who = 'ann' | 'bob';

/** One step of the story. */
export type Step =
  /** `breaks`: whose connection is lost before the next caption, or the story is not played as it is told. */
  | { readonly kind: 'caption'; readonly text: string; readonly breaks?: Who | undefined }
  | { readonly kind: 'say'; readonly who: Who; readonly text: string }
  | { readonly kind: 'network'; readonly who: Who; readonly change: Partial<NetworkState> }
  | { readonly kind: 'kill-server' }
  /** Until the server is back. */
  | { readonly kind: 'server-back' }
  /** Until everybody has read everything. */
  | { readonly kind: 'settle' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'conflict'; readonly strategy: Strategy };

const caption = (text: string, breaks?: Who): Step => ({ kind: 'caption', text, breaks });
const ann = (text: string): Step => ({ kind: 'say', who: 'ann', text });
const bob = (text: string): Step => ({ kind: 'say', who: 'bob', text });
const network = (who: Who, change: Partial<NetworkState>): Step => ({ kind: 'network', who, change });
const wait = (ms: number): Step => ({ kind: 'wait', ms });
const settle: Step = { kind: 'settle' };

/** What happens in the two chats: on the stage's page and, without one, in Node. */
export const CHATS: readonly Step[] = [
  caption('A morning like any other: watch the ticks'),
  ann('Morning! High water is at ten. Coming sailing?'),
  bob('On the train already. Two stops to go.'),
  settle,
  caption('Bob’s train is in a tunnel: what he writes waits on his device', 'bob'),
  network('bob', { offline: true }),
  bob('If you read this, I am out again.'),
  ann('The sails are up. Did you pack your boots?'),
  bob('It is very dark in here.'),
  wait(1_500),
  caption('Daylight: one order for both'),
  network('bob', { offline: false }),
  settle,
  caption('Ann’s network is slow: 600 ms each way, and nothing waits for it'),
  network('ann', { delayMs: 600 }),
  ann('The harbour’s network is one bar'),
  ann('and it rains on it.'),
  bob('Still quicker than this train.'),
  settle,
  network('ann', { delayMs: 0 }),
  caption('The server’s acknowledgements to Bob are lost: what is pushed again is there once', 'bob'),
  network('bob', { dropResults: true }),
  bob('Boots are on.'),
  bob('Twice, it feels like.'),
  wait(1_500),
  network('bob', { dropResults: false }),
  settle,
  caption('Everything reaches Ann twice'),
  network('ann', { duplicate: true }),
  bob('Can you see me waving?'),
  bob('I am the one with two arms.'),
  ann('I count two of you.'),
  settle,
  network('ann', { duplicate: false }),
  caption('What reaches Bob is turned round'),
  network('bob', { reorder: true }),
  ann('First the jetty,'),
  ann('then left at the crane,'),
  ann('then the blue boat.'),
  settle,
  network('bob', { reorder: false }),
  caption('kill -9 for the server: both write on', 'ann'),
  { kind: 'kill-server' },
  wait(800),
  ann('Is it me, or is nobody there?'),
  bob('I see a blue boat and somebody waving.'),
  ann('That is me. This waits in my outbox, by the way.'),
  caption('The server comes back by itself; nobody presses anything'),
  { kind: 'server-back' },
  settle,
  ann('Cast off!'),
  settle,
];

/** One plan, changed by two people apart, under each strategy. */
export const CONFLICTS: readonly Step[] = [
  caption('Two people change one plan apart: five ways to end it'),
  ...(['fields', 'client-wins', 'server-wins', 'merge', 'manual'] as const).map(
    (strategy): Step => ({ kind: 'conflict', strategy }),
  ),
];
