import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface StartOptions {
  readonly kind: 'page' | 'ci';
  /** The folder that everything is kept in, absolute. */
  readonly data: string;
  /** The port of the page, where one was asked for. */
  readonly port: number | undefined;
  /** Whether a browser is to be opened, where there is one. */
  readonly opens: boolean;
  /** Whether what earlier runs left is forgotten first. */
  readonly isFresh: boolean;
}

export type Asked =
  | StartOptions
  | { readonly kind: 'help' }
  /** The story in the terminal, with what it is to be told. */
  | { readonly kind: 'terminal'; readonly args: readonly string[] };

/** What does not fit on the command line, in a sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `Two people side by side in the browser, a bot, and a server that may be killed.

  npm start                 opens the page, or prints its address where there is no display
  npm start -- --ci         plays the same story without a browser, checks what came of it, prints a transcript
  npm start -- --terminal   the story in the terminal instead

  --data DIR     where everything is kept; default .tidemark-data/start
  --port N       the page's port; default 4600, or a free one where that is taken
  --no-open      opens no browser
  --fresh        forgets what earlier runs left there first
`;

/** Reads the command line. Throws a UsageError. */
export function readOptions(args: readonly string[], cwd: string): Asked {
  if (args.includes('--terminal')) return { kind: 'terminal', args: args.filter((one) => one !== '--terminal') };
  const { ci, data, port, fresh, help, 'no-open': isQuiet } = parse(args);
  if (help) return { kind: 'help' };
  if (data === '') throw new UsageError('--data names no folder: give it one, or leave it out.');
  if (ci && port !== undefined) throw new UsageError('--ci shows no page, so it has no --port: leave one of them out.');
  return {
    kind: ci ? 'ci' : 'page',
    data: resolve(cwd, data ?? join('.tidemark-data', 'start')),
    port: port === undefined ? undefined : portOf(port),
    opens: !isQuiet,
    isFresh: fresh ?? false,
  };
}

interface Values {
  readonly ci?: boolean | undefined;
  readonly data?: string | undefined;
  readonly port?: string | undefined;
  readonly 'no-open'?: boolean | undefined;
  readonly fresh?: boolean | undefined;
  readonly help?: boolean | undefined;
}

function parse(args: readonly string[]): Values {
  const options = {
    ci: { type: 'boolean' },
    data: { type: 'string' },
    port: { type: 'string' },
    'no-open': { type: 'boolean' },
    fresh: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // Its first sentence says what does not fit; those after it are about positional arguments, which there are none of.
    const [sentence = ''] = (error as Error).message.split(/\. |\n/, 1);
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`);
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new UsageError(`--port is a number from 1 to 65535, not "${text}".`);
}
