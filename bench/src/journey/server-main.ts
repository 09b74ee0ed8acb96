import { createServer } from '@tidemark/server-reference';
import { usageNow } from '../e2e/usage.ts';
import { answerQuestions } from './answer-questions.ts';

/** A server as it comes, in a process of its own: every commit survives a power loss. */

const [data = '', heartbeatMs = '25000'] = process.argv.slice(2);
process.on('disconnect', () => process.exit());
const server = await createServer({ data, port: 0, devTokens: true, limits: { heartbeatMs: Number(heartbeatMs) } });
process.on('SIGTERM', () => void server.close().then(() => process.exit()));

answerQuestions((asked: unknown) =>
  typeof asked === 'object' && asked !== null && 'tokens' in asked ? tokens(Number(asked.tokens)) : usageNow(asked),
);
process.send?.({ url: server.url, httpUrl: server.httpUrl, port: server.port } satisfies Address);

export interface Address {
  readonly url: string;
  readonly httpUrl: string;
  readonly port: number;
}

/** For `user0` and on. */
const tokens = (count: number): Promise<readonly string[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => server.issueDevToken?.(`user${i}`) ?? ''));
