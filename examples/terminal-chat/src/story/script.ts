export type Who = 'alice' | 'bob';

/** One step of the story. `line` names a message, so that another can answer it. */
export type Step =
  | { readonly kind: 'caption'; readonly text: string }
  | { readonly kind: 'say'; readonly who: Who; readonly text: string; readonly line?: string; readonly to?: string }
  | { readonly kind: 'leave' | 'return'; readonly who: Who; readonly why: string }
  | { readonly kind: 'kill-server' | 'start-server' }
  /** Until everybody who can has read everything. */
  | { readonly kind: 'settle' }
  | { readonly kind: 'wait'; readonly ms: number };

const caption = (text: string): Step => ({ kind: 'caption', text });
const alice = (text: string, more: { line?: string; to?: string } = {}): Step => ({
  kind: 'say',
  who: 'alice',
  text,
  ...more,
});
const bob = (text: string, more: { line?: string; to?: string } = {}): Step => ({
  kind: 'say',
  who: 'bob',
  text,
  ...more,
});
const wait = (ms: number): Step => ({ kind: 'wait', ms });

export const STORY: readonly Step[] = [
  caption('A morning like any other. Watch the ticks'),
  alice('Morning! High water is at ten. Coming sailing?'),
  bob('On the train already. Two stops to go.'),
  alice('@tide-bot when does the water turn tomorrow?'),
  wait(1_500),
  bob('Fifty minutes longer in bed, then.'),
  { kind: 'settle' },
  caption('Tunnel: Bob writes on, his outbox keeps it'),
  { kind: 'leave', who: 'bob', why: 'tunnel' },
  bob('Tunnel. If you read this, I am out again.'),
  alice('The sails are up. Did you pack your boots?', { line: 'boots' }),
  bob('It is very dark in here'),
  alice('Bob?'),
  bob('and somebody is eating an egg.'),
  wait(1_500),
  caption('Daylight: one order for everybody'),
  { kind: 'return', who: 'bob', why: 'tunnel' },
  { kind: 'settle' },
  bob('Boots are on.', { to: 'boots' }),
  alice('Everything came at once. Even the egg.'),
  { kind: 'settle' },
  caption('kill -9 for the server; both write on'),
  { kind: 'kill-server' },
  wait(800),
  alice('Is it me, or is nobody there?'),
  bob('I am at the jetty. Which boat is ours?'),
  alice('The blue one. This waits in my outbox, by the way.'),
  wait(800),
  caption('The server is back; nobody pressed anything'),
  { kind: 'start-server' },
  { kind: 'settle' },
  alice('@tide-bot what is a tidemark?'),
  wait(1_500),
  bob('I see a blue boat and somebody waving.'),
  alice('That is me. Cast off! ⛵'),
  { kind: 'settle' },
];
