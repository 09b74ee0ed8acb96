import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runEndToEnd } from '../e2e/main.ts';
import { runLocal } from '../local/main.ts';
import { runMarks } from '../marks/main.ts';
import { runServer } from '../server/main.ts';
import { runTabs } from '../tabs/main.ts';
import { argsFor, PARTS } from './parts.ts';

const RUN: Readonly<Record<string, (args: readonly string[]) => Promise<boolean>>> = {
  e2e: runEndToEnd,
  server: runServer,
  local: runLocal,
  tabs: runTabs,
  marks: runMarks,
};

/** One bench after the other. Resolves to false when one of them does; says which in the end. */
export async function runAll(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      peers: { type: 'boolean', default: false },
      docs: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      json: { type: 'string' },
      chart: { type: 'string' },
    },
  });
  if (values.quick && values.docs) throw new Error('What --quick measures is not for the docs: leave out one of them.');
  for (const folder of [values.json, values.chart]) if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const missed: string[] = [];
  for (const part of PARTS) {
    process.stdout.write(`\n=== ${part.name}${values.quick ? ', less of it than its lines say' : ''}\n\n`);
    if (!(await RUN[part.name]?.(argsFor(part, values)))) missed.push(part.name);
  }
  process.stdout.write(missed.length === 0 ? '\neverything holds\n' : `\nnot what it must be: ${missed.join(', ')}\n`);
  return missed.length === 0;
}
