import { conversationStream, type MessageBody } from '@tidemark/protocol';
import type { Feature } from '../client/feature.ts';
import type { RowRecord } from '../local-db/records.ts';
import { checkId } from '../model/check-body.ts';

/** What a message said before an edit. */
export interface EarlierVersion {
  readonly body: MessageBody;
  /** Server time of the edit that took its place. */
  readonly until: number;
}

export interface EditHistory {
  /**
   * What a message said before, oldest first, as far as it is on this device. Nothing where the server keeps no edits,
   * nor of a message that was deleted.
   */
  of(conversationId: string, messageId: string): Promise<readonly EarlierVersion[]>;
}

/** What messages said before they were edited, where the server keeps it. */
export const editHistory: Feature<EditHistory> = {
  open: ({ db }) => ({
    async of(conversationId, messageId) {
      const stream = conversationStream(conversationId);
      // Their keys are the id of the message, a slash and its rev until then.
      const first = `${checkId('messageId', messageId)}/`;
      const [from, to] = [first, `${first}\uffff`].map((key) => [stream, 'edit', key] as const);
      const rows = await db.range({ store: 'rows', prefix: [stream, 'edit'], ...{ from, to } });
      const revOf = (key: unknown): number => Number(String(key).slice(first.length));
      return [...rows]
        .sort((a, b) => revOf(a.key[2]) - revOf(b.key[2]))
        .map(({ body }) => ({ body: (body as RowRecord).body as MessageBody, until: (body as RowRecord).at }));
    },
  }),
};
