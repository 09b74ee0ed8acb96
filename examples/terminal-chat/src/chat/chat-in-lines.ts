import { createInterface } from 'node:readline';
import type { Message } from '@tidemark/core';
import { toPlain } from '../screen/line.ts';
import { textOf, timeOf } from '../screen/message-lines.ts';
import { outboxLine, statusLine } from '../screen/status-line.ts';
import { tick } from '../screen/tick.ts';
import { firstConversation } from './first-conversation.ts';
import { openChat } from './open-chat.ts';
import { errorText, type Person, type TellErrors } from './person.ts';

/** At the end of the input: how long to wait for the server to take what was written. */
const LAST_WORDS_MS = 5_000;

/** The chat as plain lines, for pipes, logs and screen readers: what is new is printed, what is read is entered. */
export async function chatInLines({ client, me, peer }: Person, tellErrors: TellErrors): Promise<void> {
  const ended = new AbortController();
  const quit = (): void => ended.abort();
  const said = new Map<string, string>();
  let status = '';
  let told: readonly string[] = [];
  const print = (line: string): void => void process.stdout.write(`${line}\n`);

  function changed(): void {
    const state = chat.state();
    for (const message of state.messages) say(message);
    const next = toPlain([...statusLine(state.sync, performance.now()), { text: ' · ' }, ...outboxLine(state.outbox)]);
    if (next !== status) print(`-- ${next}`);
    status = next;
    if (state.notices !== told) for (const notice of state.notices) print(`-- ${notice}`);
    told = state.notices;
    chat.markShown(state.messages.findLast(({ ord }) => ord !== undefined)?.ord);
  }

  function say(message: Message): void {
    const mark = toPlain([tick(message)]);
    const before = said.get(message.id);
    if (before === mark) return;
    said.set(message.id, mark);
    const text = toPlain([{ text: textOf(message) }]);
    const why = message.failure ? ` (${message.failure.message})` : '';
    const author = message.mine ? me : (message.author ?? '?');
    print(
      before === undefined
        ? `${timeOf(message.at)} ${toPlain([{ text: author }])}: ${text} ${mark}`
        : `${mark}${why} ${text}`,
    );
  }

  const chat = openChat({ client, me, changed, quit, offlineReason: 'your choice', readAfterMs: 0 });
  tellErrors((error) => print(`-- ${errorText(error)}`));
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, quit);
  const first = await firstConversation(client, me, peer);
  if (first !== undefined) chat.open(first);
  else print('-- No conversations yet. /new TITLE user… starts one');
  const lines = createInterface({ input: process.stdin });
  ended.signal.addEventListener('abort', () => lines.close());
  for await (const line of lines) {
    await chat.enter(line);
    if (ended.signal.aborted) break;
  }
  if (ended.signal.aborted) return;
  const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(LAST_WORDS_MS)]);
  await client.flush({ signal }).catch(() => print(`-- not all was sent; it goes out at the next start`));
}
