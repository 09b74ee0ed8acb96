import type { ConversationCreation, JsonObject, Role } from '@tidemark/protocol';
import { conversationCreationSchema, countSchema, keySchema, streamSchema } from '@tidemark/protocol/schemas';
import { z } from 'zod';
import { refuse } from '../api-error.ts';
import { type Answer, type Call, type Route, route } from '../route.ts';
import {
  committed,
  committedSchema,
  conversationPath,
  headOf,
  headSchema,
  idOf,
  limitSchema,
  messageSchema,
  messagesOf,
  pushFor,
  streamOf,
} from '../shapes.ts';

const created = z.intersection(committedSchema, z.object({ id: z.string() }));
const summarySchema = z.object({
  id: z.string(),
  head: headSchema,
  delivered: countSchema,
  read: countSchema,
  conversation: z.looseObject({}).optional(),
  lastMessage: messageSchema.optional(),
});

async function create(call: Call<unknown>, id: string, body: ConversationCreation): Promise<Answer> {
  const op = { stream: streamOf(id), collection: 'conversation', key: id, kind: 'put' as const };
  const done = await pushFor(call, { ...op, body: body as unknown as JsonObject });
  return { status: 201, body: { id, ...done }, headers: { location: `/v1/conversations/${encodeURIComponent(id)}` } };
}

export const conversationRoutes: readonly Route[] = [
  route({
    id: 'createConversation',
    method: 'post',
    path: '/v1/conversations',
    summary: 'Creates a conversation. Its id is the Idempotency-Key.',
    takes: ['idempotency-key'],
    ask: z.object({ body: conversationCreationSchema }),
    answers: { 201: { description: 'Created, now or before.', schema: created } },
    run: (call) => create(call, call.opId, call.ask.body),
  }),
  route({
    id: 'createConversationAs',
    method: 'put',
    path: '/v1/conversations/{conversation}',
    summary: 'Creates a conversation under an id of the caller’s.',
    takes: ['idempotency-key'],
    ask: z.object({ path: conversationPath, body: conversationCreationSchema }),
    answers: { 201: { description: 'Created, now or before.', schema: created } },
    run: (call) => create(call, call.ask.path.conversation, call.ask.body),
  }),
  route({
    id: 'listConversations',
    method: 'get',
    path: '/v1/conversations',
    summary: 'One’s conversations, newest activity first.',
    ask: z.object({
      query: z.strictObject({
        limit: limitSchema,
        since: z.coerce.number().int().nonnegative().optional(),
        beforeAt: z.coerce.number().int().nonnegative().optional(),
        beforeStream: streamSchema.optional(),
      }),
    }),
    answers: {
      200: {
        description: 'Until `done`, go on with `beforeAt` and `beforeStream` of `next`. `asOf` is the next `since`.',
        schema: z.object({
          conversations: z.array(summarySchema),
          done: z.boolean(),
          asOf: countSchema,
          next: z.object({ beforeAt: countSchema, beforeStream: streamSchema }).optional(),
        }),
      },
    },
    run: async ({ session, ask: { query } }) => {
      const { limit, since, beforeAt: at, beforeStream: stream } = query;
      const before = at === undefined || stream === undefined ? {} : { before: { at, stream } };
      const answer = await session.list({ limit, ...before, ...(since === undefined ? {} : { since }) });
      const { summaries, done, asOf } = answer;
      const last = done ? undefined : summaries.at(-1);
      const next = last === undefined ? {} : { next: { beforeAt: last.at, beforeStream: last.stream } };
      const conversations = summaries.map((summary) => {
        const body = summary.rows.find(({ collection }) => collection === 'conversation')?.body;
        const lastMessage = messagesOf(summary.rows).at(-1);
        const { stream: of, delivered, read } = summary;
        const shown = { ...(body && { conversation: body }), ...(lastMessage && { lastMessage }) };
        return { id: idOf(of), head: headOf(summary), delivered, read, ...shown };
      });
      return { status: 200, body: { conversations, done, asOf, ...next } };
    },
  }),
  route({
    id: 'getConversation',
    method: 'get',
    path: '/v1/conversations/{conversation}',
    summary: 'A conversation with its members and their marks.',
    ask: z.object({ path: conversationPath }),
    answers: {
      200: {
        description: 'The conversation.',
        schema: z.object({
          id: keySchema,
          head: headSchema,
          conversation: z.looseObject({}),
          members: z.array(z.looseObject({ user: z.string(), role: z.enum(['owner', 'admin', 'member']) })),
          marks: z.array(z.looseObject({ user: z.string(), delivered: countSchema, read: countSchema })),
        }),
      },
    },
    run: async ({ session, ask: { path } }) => {
      const want = { kind: 'newest', sinceRev: 0, marksRev: 0 } as const;
      const page = await session.pull({ stream: streamOf(path.conversation), want, limit: 1 });
      if (page.type !== 'page') throw refuse('server/internal', 'No page.');
      const live = page.rows.filter(({ body }) => body !== undefined);
      const members = live
        .filter(({ collection }) => collection === 'member')
        .map(({ key: user, body }) => ({ user, ...(body as { readonly role: Role }) }));
      const conversation = live.find(({ collection }) => collection === 'conversation')?.body ?? {};
      const { head, marks = [] } = page;
      return { status: 200, body: { id: path.conversation, head: headOf(head), conversation, members, marks } };
    },
  }),
  route({
    id: 'getOp',
    method: 'get',
    path: '/v1/ops/{op}',
    summary: 'What became of a write of one’s own. 404 when it is not committed and not known to wait.',
    ask: z.object({ path: z.strictObject({ op: z.uuidv7() }) }),
    answers: {
      200: { description: 'Committed.', schema: committedSchema },
      202: { description: 'Waits for its commit.', schema: z.object({ opId: z.uuidv7() }) },
    },
    run: async ({ session, buffered, ask: { path } }) => {
      const known = buffered.find(session.user, path.op);
      if (known === 'pending') return { status: 202, body: { opId: path.op } };
      const result = await session.status(path.op);
      return { status: 200, body: committed('error' in result && known ? { opId: path.op, error: known } : result) };
    },
  }),
];
