import { type Client, threads as threadsFeature } from '@tidemark/core';
import type { MessageBody } from '@tidemark/protocol';
import { bodyOf } from './body-of.ts';
import { deriveId } from './derive-id.ts';
import type { ImportOptions } from './import-options.ts';
import { metaOf } from './imported.ts';
import type { Target } from './make-conversations.ts';
import { piecesOf } from './pieces-of.ts';
import type { SourceMessage, SourceUser } from './source-event.ts';

export interface MessageWriter {
  /** Resolves when all of them are safe on this device. */
  write(messages: readonly SourceMessage[]): Promise<void>;
  counts(): { readonly written: number; readonly known: number };
}

/** A message, or a piece of one, where it goes. */
interface Planned {
  readonly into: string;
  readonly id: string;
  readonly body: MessageBody;
  /** It stands in the thread below the message of this conversation that has the id `into`. */
  readonly parent?: string | undefined;
  readonly isFirst: boolean;
}

export function createMessageWriter(
  client: Client,
  options: ImportOptions,
  targetOf: (conversation: string) => Target | undefined,
  users: ReadonlyMap<string, SourceUser>,
): MessageWriter {
  /** By conversation and id of the source. */
  const ids = new Map<string, string>();
  const threads = new Set<string>();
  let written = 0;
  let known = 0;
  const nameOf = (id: string): string => users.get(id)?.name ?? id;

  async function plan(message: SourceMessage): Promise<readonly Planned[]> {
    const target = targetOf(message.conversation);
    if (!target) return [];
    const { id: conversation, source } = target;
    const placeIn = (id: string | undefined): string | undefined => ids.get(`${message.conversation}\n${id}`);
    const id = await deriveId(message.at, 'message', conversation, source.source, message.id);
    ids.set(`${message.conversation}\n${message.id}`, id);
    const root = placeIn(message.thread);
    const inThread = root !== undefined && options.threads !== 'replies';
    const replyTo = placeIn(message.replyTo) ?? (inThread ? undefined : root);
    const meta = metaOf(message, source, nameOf);
    const pieces = piecesOf(message.text);
    return Promise.all(
      pieces.map(async (text, i): Promise<Planned> => {
        const body = i === 0 ? bodyOf(message, text, meta, options, users) : { text, meta };
        return {
          into: inThread ? root : conversation,
          id: i === 0 ? id : await deriveId(message.at, 'piece', id, String(i)),
          body: { ...body, ...(i === 0 && replyTo !== undefined && { replyTo }) },
          ...(inThread && { parent: conversation }),
          isFirst: i === 0,
        };
      }),
    );
  }

  return {
    async write(messages) {
      const planned: Planned[] = [];
      // One after the other, since each may be about the one before.
      for (const message of messages) planned.push(...(await plan(message)));
      const found = await Promise.all(planned.map(({ into, id }) => client.messages.get(into, id)));
      let saving: Promise<unknown>[] = [];
      for (const [i, { into, id, body, parent, isFirst }] of planned.entries()) {
        if (found[i]) {
          if (isFirst) known++;
          continue;
        }
        if (parent !== undefined && !threads.has(into)) {
          // Its root may be among those.
          await Promise.all(saving);
          saving = [];
          await client.use(threadsFeature).open(parent, into);
          threads.add(into);
        }
        saving.push(client.messages.send(into, body, { id }));
        if (isFirst) written++;
      }
      await Promise.all(saving);
    },
    counts: () => ({ written, known }),
  };
}
