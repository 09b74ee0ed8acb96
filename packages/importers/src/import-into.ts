import type { Client } from '@tidemark/core';
import type { ImportOptions, ImportProgress } from './import-options.ts';
import { createConversationMaker } from './make-conversations.ts';
import type { SourceEvent, SourceMessage, SourceUser } from './source-event.ts';
import { createMessageWriter } from './write-messages.ts';

/** Messages looked up, and written, at once. */
const BATCH = 200;

/**
 * Writes what a source tells through a client, as that client's user: offline, too, and sent when there is a network. Who
 * wrote a message, and when, is in its `meta` (`importedOf`). Yields how far it is after each 200 messages, and at the end.
 * Stopped anywhere and begun again it goes on; what was imported before is not written twice, on no device of this user.
 * Throws what the source throws, `client/identity-unknown`, and what writing throws.
 *
 * @example
 * for await (const { written } of importInto(client, slack(files))) console.log(written);
 */
export async function* importInto(
  client: Client,
  source: Iterable<SourceEvent> | AsyncIterable<SourceEvent>,
  options: ImportOptions = {},
): AsyncGenerator<ImportProgress, void, undefined> {
  const users = new Map<string, SourceUser>();
  const conversations = createConversationMaker(client, options, users);
  const messages = createMessageWriter(client, options, conversations.target, users);
  let batch: SourceMessage[] = [];
  let leftOut = 0;
  const progress = (): ImportProgress => ({ conversations: conversations.count(), ...messages.counts(), leftOut });

  async function write(): Promise<void> {
    const now = batch;
    batch = [];
    await messages.write(now);
  }

  for await (const event of source) {
    switch (event.type) {
      case 'user':
        // What was said before was said under the name of then.
        if (users.has(event.id)) await write();
        users.set(event.id, event);
        break;
      case 'conversation':
        await conversations.open(event);
        break;
      case 'membership':
        conversations.moved(event);
        break;
      case 'message':
        if (event.deleted || !conversations.target(event.conversation)) leftOut++;
        else batch.push(event);
    }
    if (batch.length < BATCH) continue;
    await write();
    yield progress();
  }
  await write();
  await conversations.join();
  yield progress();
}
