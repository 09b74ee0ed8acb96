import type { StreamId } from '@tidemark/protocol';
import type { z } from 'zod';
import type { RecentSignal } from '../../fanout/recent-signals.ts';
import type { Statistics } from '../../statistics.ts';
import type { Buffered } from './buffered.ts';
import type { LocalSession } from './local-session.ts';

export interface Answer {
  readonly status: number;
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The session stays open for it after the answer. */
  readonly until?: Promise<unknown> | undefined;
}

/** What the server offers a route besides the session. */
export interface ApiContext {
  readonly buffered: Buffered;
  readonly signalsIn: (stream: StreamId) => readonly RecentSignal[];
  /** Where the message with this id stands, whoever may see it; undefined: nowhere in that conversation. */
  readonly placeOf: (stream: StreamId, messageId: string) => Promise<number | undefined>;
  readonly statistics: () => Statistics;
  readonly after: (ms: number) => Promise<void>;
}

export interface Call<Ask> extends ApiContext {
  /** Path, query and body, as the route's schema read them. */
  readonly ask: Ask;
  readonly session: LocalSession;
  /** The op's id: the request's `Idempotency-Key`, or a new one. */
  readonly opId: string;
  /** The rev named by `If-Match`. */
  readonly baseRev: number | undefined;
  /** Whether `Prefer: respond-async` was asked for. */
  readonly prefersAsync: boolean;
}

/** What an answer with this status is. Without a schema it has no body. */
export interface AnswerSpec {
  readonly description: string;
  readonly schema?: z.ZodType | undefined;
}

/** One route, as data: the app, the document and the tests read it alike. */
export interface Route {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** `{name}` stands for a parameter. */
  readonly path: string;
  readonly summary: string;
  /** An object of `path`, `query` and `body`, as far as the route has them. */
  readonly ask: z.ZodObject;
  readonly answers: Readonly<Record<number, AnswerSpec>>;
  /** Headers it takes notice of. */
  readonly takes?: readonly ('idempotency-key' | 'if-match' | 'prefer')[] | undefined;
  /** The word a token's `scope` must have. */
  readonly scope?: string | undefined;
  run(call: Call<unknown>): Promise<Answer>;
}

/** Ties `run` to what `ask` reads. */
export function route<Ask extends z.ZodObject>(
  spec: Omit<Route, 'ask' | 'run'> & { readonly ask: Ask; run(call: Call<z.output<Ask>>): Promise<Answer> },
): Route {
  return spec as unknown as Route;
}
