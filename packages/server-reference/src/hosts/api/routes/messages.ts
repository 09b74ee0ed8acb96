import type { JsonObject, Want } from '@tidemark/protocol';
import { bodySchema, countSchema, messageBodySchema } from '@tidemark/protocol/schemas';
import { z } from 'zod';
import { ApiError, refuse } from '../api-error.ts';
import { type Answer, type Call, type Route, route } from '../route.ts';
import {
  committedSchema,
  conversationPath,
  headOf,
  headSchema,
  limitSchema,
  messagePath,
  messageSchema,
  messagesOf,
  pushFor,
  streamOf,
} from '../shapes.ts';

const ordSchema = z.coerce.number().int().nonnegative().optional();
const querySchema = z
  .strictObject({ limit: limitSchema, before: ordSchema, after: ordSchema, from: ordSchema, to: ordSchema })
  .refine((query) => (query.from === undefined) === (query.to === undefined), 'from and to go together');

function wantOf({ before, after, from, to }: z.output<typeof querySchema>): Want {
  if (from !== undefined && to !== undefined) return { kind: 'ords', from, to, sinceRev: 0 };
  if (after !== undefined) return { kind: 'after', ord: after };
  return { kind: 'before', ord: before ?? Number.MAX_SAFE_INTEGER };
}

/** HTT-12: answered once it is queued. What can be said at once is: a full queue, a server that stops. */
async function sendLater(call: Call<unknown>, op: Parameters<Call<unknown>['session']['push']>[0]): Promise<Answer> {
  const { session, buffered } = call;
  const { opId } = op;
  buffered.begun(session.user, opId);
  const until = session.push(op).then(
    (result) => buffered.ended(session.user, opId, 'error' in result ? result.error : undefined),
    (error: unknown) => buffered.ended(session.user, opId, error instanceof ApiError ? error.refusal : undefined),
  );
  // A refusal without a commit comes in the call itself; its telling takes some steps.
  for (let step = 0; step < 4; step++) await undefined;
  const known = buffered.find(session.user, opId);
  if (known !== undefined && known !== 'pending') throw new ApiError(known);
  const headers = { location: `/v1/ops/${opId}`, 'preference-applied': 'respond-async' };
  return { status: 202, body: { opId }, headers, until };
}

export const messageRoutes: readonly Route[] = [
  route({
    id: 'sendMessage',
    method: 'post',
    path: '/v1/conversations/{conversation}/messages',
    summary: 'Sends a message. Its id is the Idempotency-Key.',
    takes: ['idempotency-key', 'prefer'],
    ask: z.object({ path: conversationPath, body: messageBodySchema }),
    answers: {
      201: { description: 'Committed, now or before.', schema: committedSchema },
      202: {
        description: 'With `Prefer: respond-async`: accepted and queued, not committed yet. GET /v1/ops/{op} tells.',
        schema: z.object({ opId: z.uuidv7() }),
      },
    },
    run: async (call) => {
      const { path, body } = call.ask;
      const op = { stream: streamOf(path.conversation), collection: 'message', kind: 'put' as const };
      const sent = { ...op, body: body as unknown as JsonObject };
      if (call.prefersAsync) return sendLater(call, { opId: call.opId, ...sent });
      return { status: 201, body: await pushFor({ ...call, baseRev: undefined }, sent) };
    },
  }),
  route({
    id: 'listMessages',
    method: 'get',
    path: '/v1/conversations/{conversation}/messages',
    summary: 'Messages by ord: the newest, those `before` or `after` an ord, or those `from` one `to` another.',
    ask: z.object({ path: conversationPath, query: querySchema }),
    answers: {
      200: {
        description: 'Complete for `ords` (first and last; `[n + 1, n]` are none).',
        schema: z.object({
          messages: z.array(messageSchema),
          ords: z.tuple([countSchema, countSchema]),
          minOrd: countSchema,
          head: headSchema,
        }),
      },
    },
    run: async ({ session, ask: { path, query } }) => {
      const stream = streamOf(path.conversation);
      const page = await session.pull({ stream, want: wantOf(query), limit: query.limit });
      if (page.type !== 'page') throw refuse('server/internal', 'No page.');
      const { rows, ords, minOrd, head } = page;
      return { status: 200, body: { messages: messagesOf(rows), ords, minOrd, head: headOf(head) } };
    },
  }),
  route({
    id: 'readMessage',
    method: 'get',
    path: '/v1/conversations/{conversation}/messages/{message}',
    summary: 'One message, by its id.',
    ask: z.object({ path: messagePath }),
    answers: { 200: { description: 'As it is now; `deleted` where it was deleted.', schema: messageSchema } },
    run: async ({ session, placeOf, ask: { path } }) => {
      const stream = streamOf(path.conversation);
      const ord = await placeOf(stream, path.message);
      // Asked also for what is nowhere, so that a stranger cannot tell the one from the other.
      const want = { kind: 'ords', from: ord ?? 0, to: ord ?? 0, sinceRev: 0 } as const;
      const page = await session.pull({ stream, want, limit: 1 });
      const [message] = page.type === 'page' ? messagesOf(page.rows) : [];
      if (message === undefined) throw refuse('op/missing', 'No such message.');
      return { status: 200, body: message };
    },
  }),
  route({
    id: 'editMessage',
    method: 'patch',
    path: '/v1/conversations/{conversation}/messages/{message}',
    summary: 'Changes fields of a message of one’s own; null removes one.',
    takes: ['idempotency-key', 'if-match'],
    ask: z.object({ path: messagePath, body: bodySchema }),
    answers: { 200: { description: 'Committed, now or before.', schema: committedSchema } },
    run: async (call) => {
      const { path, body } = call.ask;
      const op = { stream: streamOf(path.conversation), collection: 'message', key: path.message };
      return { status: 200, body: await pushFor(call, { ...op, kind: 'patch', body }) };
    },
  }),
  route({
    id: 'deleteMessage',
    method: 'delete',
    path: '/v1/conversations/{conversation}/messages/{message}',
    summary: 'Deletes a message for everyone.',
    takes: ['idempotency-key', 'if-match'],
    ask: z.object({ path: messagePath }),
    answers: { 200: { description: 'Committed, now or before.', schema: committedSchema } },
    run: async (call) => {
      const { path } = call.ask;
      const op = { stream: streamOf(path.conversation), collection: 'message', key: path.message };
      return { status: 200, body: await pushFor(call, { ...op, kind: 'delete' }) };
    },
  }),
];
