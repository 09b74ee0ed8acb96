import { type Head, MAX_SIGNAL_TTL_MS } from '@tidemark/protocol';
import { countSchema } from '@tidemark/protocol/schemas';
import { z } from 'zod';
import { TYPING } from '../../../fanout/recent-signals.ts';
import { refuse } from '../api-error.ts';
import type { LocalSession } from '../local-session.ts';
import { type Route, route } from '../route.ts';
import { conversationPath, streamOf } from '../shapes.ts';

/** A conversation's head, for those who may read it. */
async function headFor(session: LocalSession, conversation: string): Promise<Head> {
  const want = { kind: 'ords', from: 0, to: 0, sinceRev: 0 } as const;
  const page = await session.pull({ stream: streamOf(conversation), want, limit: 1 });
  if (page.type !== 'page') throw refuse('server/internal', 'No page.');
  return page.head;
}

async function ownMarks(session: LocalSession, conversation: string, head: Head): Promise<z.output<typeof markSchema>> {
  const want = { kind: 'newest', sinceRev: head.rev, marksRev: 0 } as const;
  const page = await session.pull({ stream: streamOf(conversation), want, limit: 1 });
  const marks = page.type === 'page' ? page.marks : undefined;
  const { delivered = 0, read = 0 } = marks?.find(({ user }) => user === session.user) ?? {};
  return { delivered, read };
}

const markSchema = z.object({ delivered: countSchema, read: countSchema });

export const presenceRoutes: readonly Route[] = [
  route({
    id: 'mark',
    method: 'put',
    path: '/v1/conversations/{conversation}/marks',
    summary: 'Raises one’s own marks: messages up to an ord were delivered, or read. They never fall.',
    ask: z.object({
      path: conversationPath,
      body: z.strictObject({
        delivered: countSchema.optional(),
        read: countSchema.optional(),
        private: z.literal(true).optional(),
      }),
    }),
    answers: { 200: { description: 'One’s marks as they are now.', schema: markSchema } },
    run: async ({ session, after, ask: { path, body } }) => {
      const head = await headFor(session, path.conversation);
      const wanted = { delivered: Math.min(body.delivered ?? 0, head.ord), read: Math.min(body.read ?? 0, head.ord) };
      const marks = await ownMarks(session, path.conversation, head);
      if (marks.delivered >= Math.max(wanted.delivered, wanted.read) && marks.read >= wanted.read)
        return { status: 200, body: marks };
      const raise = { stream: head.stream, ...wanted, ...(body.private ? { private: true as const } : {}) };
      // Told to all of one's sessions; not when another one raised as much in this moment, hence the time limit.
      await Promise.race([session.mark(raise), after(TOLD_MS)]);
      const now = await ownMarks(session, path.conversation, head);
      if (now.read < wanted.read || now.delivered < wanted.delivered) throw refuse('server/storage', 'Not raised yet.');
      return { status: 200, body: now };
    },
  }),
  route({
    id: 'setTyping',
    method: 'put',
    path: '/v1/conversations/{conversation}/typing',
    summary: 'Tells the others that one types, for `ttlMs`; 0 ends it. Repeat it while it lasts.',
    ask: z.object({
      path: conversationPath,
      body: z.strictObject({ ttlMs: z.number().int().min(0).max(MAX_SIGNAL_TTL_MS).default(30_000) }),
    }),
    answers: { 204: { description: 'Told to those who are connected.' } },
    run: async ({ session, ask: { path, body } }) => {
      const { stream } = await headFor(session, path.conversation);
      session.signal({ stream, kind: TYPING, ttlMs: body.ttlMs });
      return { status: 204 };
    },
  }),
  route({
    id: 'getTyping',
    method: 'get',
    path: '/v1/conversations/{conversation}/typing',
    summary: 'Who of the others types at this moment, as this server heard.',
    ask: z.object({ path: conversationPath }),
    answers: { 200: { description: 'User ids.', schema: z.object({ users: z.array(z.string()) }) } },
    run: async ({ session, signalsIn, ask: { path } }) => {
      const { stream } = await headFor(session, path.conversation);
      const typing = signalsIn(stream).filter(({ kind, user }) => kind === TYPING && user !== session.user);
      return { status: 200, body: { users: typing.map(({ user }) => user) } };
    },
  }),
];

/** Patience for a raise to be told: once a second at the latest it is. */
const TOLD_MS = 2_500;
