import { MAX_FOUND } from '@tidemark/protocol';
import { keySchema, nameSchema } from '@tidemark/protocol/schemas';
import { z } from 'zod';
import { type Route, route } from '../route.ts';
import { idOf, messageSchema, messagesOf } from '../shapes.ts';

const timeSchema = z.coerce.number().int().nonnegative().optional();

export const searchRoutes: readonly Route[] = [
  route({
    id: 'search',
    method: 'get',
    path: '/v1/search',
    summary: 'Messages that have all the words, newest first, of the conversations one may read.',
    ask: z.object({
      query: z.strictObject({
        text: z.string().min(1),
        conversation: keySchema.optional(),
        from: nameSchema.optional(),
        after: timeSchema,
        before: timeSchema,
        page: z.string().optional(),
        limit: z.coerce.number().int().min(1).max(MAX_FOUND).default(20),
      }),
    }),
    answers: {
      200: {
        description:
          '`next`: pass it as `page` for what follows. `complete` is false while messages are being indexed.',
        schema: z.object({
          hits: z.array(z.object({ conversation: z.string(), message: messageSchema })),
          next: z.string().optional(),
          complete: z.boolean(),
        }),
      },
    },
    run: async ({ session, ask: { query } }) => {
      const { hits, next, complete } = await session.find(query);
      const shown = hits.flatMap(({ stream, row }) =>
        messagesOf([row]).map((message) => ({ conversation: idOf(stream), message })),
      );
      return { status: 200, body: { hits: shown, ...(next !== undefined && { next }), complete } };
    },
  }),
];
