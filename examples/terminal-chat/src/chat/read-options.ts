import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface ChatArguments {
  readonly name: string | undefined;
  readonly url: string;
  /** The folder for databases, absolute. */
  readonly data: string;
  readonly with: string | undefined;
  readonly help: boolean;
}

export const DEFAULT_URL = 'ws://127.0.0.1:4510/sync';

/** Reads the command line. Throws a TypeError that says what does not fit. */
export function readOptions(args: readonly string[]): ChatArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      name: { type: 'string' },
      url: { type: 'string' },
      data: { type: 'string' },
      with: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  return {
    name: values.name,
    url: withPath(values.url ?? DEFAULT_URL),
    data: dataFolder(values.data, 'chat'),
    with: values.with,
    help: values.help ?? false,
  };
}

/** `ws://host:port` alone means its `/sync`. */
function withPath(text: string): string {
  if (!URL.canParse(text) || !/^wss?:$/.test(new URL(text).protocol)) {
    throw new TypeError(`--url must be like ${DEFAULT_URL}, found ${text}`);
  }
  const url = new URL(text);
  if (url.pathname === '/') url.pathname = '/sync';
  return url.href;
}

/** npm runs scripts in the workspace's folder; a path means where the person is. */
export function dataFolder(path: string | undefined, name: string): string {
  return resolve(process.env['INIT_CWD'] ?? process.cwd(), path ?? join('.tidemark-data', name));
}
