import type { Summary } from '@tidemark/protocol';
import { countSchema, streamSchema, tokenSchema } from '@tidemark/protocol/schemas';
import { z } from 'zod';
import { ApiError, errorBody, errorSchema } from '../api-error.ts';
import type { LocalSession } from '../local-session.ts';
import { type Route, route } from '../route.ts';
import { headSchema, idOf, limitSchema, messageSchema, messagesOf } from '../shapes.ts';

const LISTED = 100;

/** Conversations with messages above one's own `delivered`, newest activity first. */
async function* undelivered(session: LocalSession): AsyncGenerator<Summary> {
  let before: { readonly at: number; readonly stream: Summary['stream'] } | undefined;
  for (;;) {
    const { summaries, done } = await session.list({ limit: LISTED, ...(before && { before }) });
    yield* summaries.filter(({ ord, delivered }) => ord > delivered);
    before = summaries.at(-1);
    if (done || before === undefined) return;
    before = { at: before.at, stream: before.stream };
  }
}

const cursorSchema = z.strictObject({
  stream: streamSchema,
  epoch: tokenSchema.optional(),
  rev: countSchema.default(0),
  marksRev: countSchema.default(0),
});

const answerSchema = z.union([
  z.looseObject({
    type: z.enum(['changes', 'page']),
    stream: streamSchema,
    rows: z.array(z.looseObject({})),
    head: headSchema,
  }),
  z.looseObject({ type: z.literal('reset'), stream: streamSchema, epoch: z.string(), why: z.enum(['epoch', 'ahead']) }),
  z.looseObject({ type: z.literal('error'), stream: streamSchema, error: errorSchema }),
]);

export const syncRoutes: readonly Route[] = [
  route({
    id: 'offlineMessages',
    method: 'get',
    path: '/v1/offline-messages',
    summary: 'Messages that came while no device of one’s own took them. Raise `delivered` to be told no more.',
    ask: z.object({ query: z.strictObject({ limit: limitSchema }) }),
    answers: {
      200: {
        description: '`more`: ask again after raising the marks.',
        schema: z.object({
          conversations: z.array(
            z.object({ id: z.string(), delivered: countSchema, ord: countSchema, messages: z.array(messageSchema) }),
          ),
          more: z.boolean(),
        }),
      },
    },
    run: async ({ session, ask: { query } }) => {
      const conversations: object[] = [];
      let left = query.limit;
      let more = false;
      for await (const { stream, delivered, ord } of undelivered(session)) {
        more = left === 0;
        if (more) break;
        const page = await session.pull({ stream, want: { kind: 'after', ord: delivered }, limit: left });
        if (page.type !== 'page') continue;
        const messages = messagesOf(page.rows);
        conversations.push({ id: idOf(stream), delivered, ord, messages });
        left -= messages.length;
        more = page.ords[1] < ord;
        if (more) break;
      }
      return { status: 200, body: { conversations, more } };
    },
  }),
  route({
    id: 'sync',
    method: 'post',
    path: '/v1/sync',
    summary: 'What changed in streams since a cursor: the answers to `pull` of the protocol, one a stream.',
    ask: z.object({
      body: z.strictObject({
        cursors: z.array(cursorSchema).min(1).max(100),
        limit: z.number().int().min(1).max(1_000).default(100),
      }),
    }),
    answers: {
      200: {
        description:
          'As PROTOCOL.md says of `changes`, `page` and `reset`; `error` for a stream that is not one’s own.',
        schema: z.object({ answers: z.array(answerSchema) }),
      },
    },
    run: async ({ session, ask: { body } }) => {
      const answers: object[] = [];
      for (const { stream, epoch, rev, marksRev } of body.cursors) {
        const want =
          rev === 0
            ? ({ kind: 'newest', sinceRev: 0, marksRev } as const)
            : ({ kind: 'since', rev, marksRev } as const);
        try {
          const { re: _, ...answer } = await session.pull({ stream, want, limit: body.limit, ...(epoch && { epoch }) });
          answers.push(answer);
        } catch (error) {
          if (!(error instanceof ApiError) || error.refusal.code !== 'stream/unknown') throw error;
          answers.push({ type: 'error', stream, error: errorBody(error.refusal) });
        }
      }
      return { status: 200, body: { answers } };
    },
  }),
];
