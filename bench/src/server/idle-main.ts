import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { nowMs } from '../e2e/usage.ts';
import { answerQuestions } from '../journey/answer-questions.ts';
import { endWithParent } from '../journey/end-with-parent.ts';

/** Holds connections that do nothing; of ours each is a session of a user of its own. */
export interface IdlePart {
  readonly url: string;
  /** A connection each; empty ones where nobody signs in. */
  readonly tokens: readonly string[];
}

export type IdleCommand =
  /** → times at which the first began and the last was there. */
  | { readonly do: 'open' }
  /** So many are cut and come back at once. → the same of those. */
  | { readonly do: 'storm'; readonly count: number };

/** Connections that are being made at once, but for a storm: a listening socket's queue is as long. */
const AT_ONCE = 100;

endWithParent();
const { url, tokens } = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as IdlePart;
const sockets: WebSocket[] = [];

async function connect(i: number): Promise<void> {
  const token = tokens[i] ?? '';
  const socket = new WebSocket(token === '' ? `${url}/?rooms=user${i}` : url, { perMessageDeflate: false });
  sockets[i] = socket;
  socket.on('error', () => {});
  await once(socket, 'open');
  if (token === '') return;
  socket.send(JSON.stringify([{ type: 'hello', protocol: 1, token, device: 'd', cursors: [] }]));
  const [data] = await once(socket, 'message');
  if (!String(data).includes('"welcome"')) throw new Error(`No session: ${data}`);
}

async function open(): Promise<readonly [number, number]> {
  const begunMs = nowMs();
  for (let i = 0; i < tokens.length; i += AT_ONCE)
    await Promise.all(tokens.slice(i, i + AT_ONCE).map((_, k) => connect(i + k)));
  return [begunMs, nowMs()];
}

async function storm(count: number): Promise<readonly [number, number]> {
  const cut = Array.from({ length: Math.min(count, tokens.length) }, (_, i) => i);
  for (const i of cut) sockets[i]?.terminate();
  const begunMs = nowMs();
  await Promise.all(cut.map((i) => connect(i)));
  return [begunMs, nowMs()];
}

answerQuestions((command: IdleCommand) => (command.do === 'open' ? open() : storm(command.count)));
process.send?.('ready');
