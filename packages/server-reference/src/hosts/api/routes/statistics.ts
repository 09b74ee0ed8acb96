import { countSchema } from '@tidemark/protocol/schemas';
import { z } from 'zod';
import { type Route, route } from '../route.ts';

/** The word in a token's `scope` that makes its bearer an operator. */
const OPERATOR = 'tidemark:operator';

export const statisticsRoutes: readonly Route[] = [
  route({
    id: 'statistics',
    method: 'get',
    path: '/v1/statistics',
    summary: `How this server does, for operators: tokens with the word ${OPERATOR} in their claim scope.`,
    scope: OPERATOR,
    ask: z.object({}),
    answers: {
      200: {
        description: 'Counts are since the start of this process.',
        schema: z.object({
          uptimeMs: countSchema,
          sessions: countSchema,
          users: countSchema,
          streams: countSchema,
          ops: countSchema,
          batches: countSchema,
          queuedOps: countSchema,
        }),
      },
    },
    run: async ({ statistics }) => ({ status: 200, body: statistics() }),
  }),
];
