import { TidemarkError, userStream } from '@tidemark/protocol';
import type { Feature } from '../client/feature.ts';
import { createMessages } from '../client/messages.ts';
import { checkId } from '../model/check-body.ts';
import { signedIn } from '../model/signed-in.ts';
import { currentRow } from '../observe/current-row.ts';
import { createRowTable } from '../observe/row-table.ts';

export interface Hidden {
  /** Takes a message out of sight on all of one's own devices; others keep it. Resolves once it is safe on this device. */
  hide(conversationId: string, messageId: string): Promise<void>;
  unhide(messageId: string): Promise<void>;
}

/** Messages deleted for oneself alone. Use it right after `createClient`: from then on no window shows them. */
export const hidden: Feature<Hidden> = {
  open(parts) {
    const { db, outbox, enqueue, me, sources, atClose } = parts;
    const messages = createMessages(parts);
    const collection = 'hidden';
    let ids: ReadonlySet<string> | undefined;
    const changed = (): void => {
      ids = undefined;
      sources.veils.changed();
    };
    const table = createRowTable(sources, { collection, changed });
    table.ready.then(changed, sources.onError);
    atClose(table.close);
    sources.veils.add({
      ready: table.ready,
      hides(messageId) {
        ids ??= new Set(table.rows().map(({ key }) => key));
        return ids.has(messageId);
      },
    });

    const query = () => ({ stream: userStream(signedIn(me())), collection });

    return {
      async hide(conversationId, messageId) {
        const key = checkId('messageId', messageId);
        const at = query();
        const message = await messages.get(conversationId, key);
        if (!message) {
          throw new TidemarkError('write/not-found', 'The message to hide is not on this device', { id: key });
        }
        if (await currentRow({ db, outbox }, at, key)) return;
        // One that is not sent yet has no ord.
        const body = { conversation: conversationId, ord: message.ord ?? 0 };
        await enqueue({ ...at, key, kind: 'put', body }).saved;
      },
      async unhide(messageId) {
        const key = checkId('messageId', messageId);
        const at = query();
        if (await currentRow({ db, outbox }, at, key)) await enqueue({ ...at, key, kind: 'delete' }).saved;
      },
    };
  },
};
