import { parseArgs } from 'node:util';
import { TidemarkError } from '@tidemark/core';
import { describeFile } from './describe-file.ts';
import { inspectFile } from './inspect-file.ts';

const USAGE = `tidemark-inspect FILE [--json]

Shows what the SQLite file of a Tidemark client holds: schema version, rows by store, streams with cursor, ranges, gaps and
what is unread, and the outbox. The file is opened for reading only, and may be in use.

  --json    everything as JSON, the bodies of unsent writes included
  --help

Exit codes: 0 shown, 1 cannot be opened, 2 wrong use, 3 of another program or damaged, 4 of a newer release
`;

const EXITS: Readonly<Record<string, number>> = { 'storage/corrupt': 3, 'storage/version': 4 };

/** Where the command prints. */
export interface Printed {
  out(text: string): void;
  err(text: string): void;
}

/** Runs the command; returns its exit code. */
export function runInspect(args: readonly string[], { out, err }: Printed): number {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, help: { type: 'boolean' } },
    });
    const [path, ...more] = positionals;
    if (values.help) {
      out(USAGE);
      return 0;
    }
    if (path === undefined || more.length > 0) {
      err(USAGE);
      return 2;
    }
    const found = inspectFile(path);
    out(values.json ? JSON.stringify(found, undefined, 2) : describeFile(found).join('\n'));
    return 0;
  } catch (error) {
    if (TidemarkError.is(error)) {
      err(`${error.message} [${error.code}]`);
      return EXITS[error.code] ?? 1;
    }
    err(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return 2;
  }
}
