import { parseArgs } from 'node:util';
import type { Scenario } from './scenarios/scenario.ts';
import { SCENARIOS } from './scenarios/scenarios.ts';

export interface FaultsOptions {
  readonly scenarios: readonly Scenario[];
  readonly seed: string;
  readonly isQuick: boolean;
  /** Where the rows go as JSON. */
  readonly json?: string | undefined;
  /** The page that shows the newest table. */
  readonly docs?: string | undefined;
}

const DOCS = 'docs/reliability.md';
const NAMES = SCENARIOS.map(({ name }) => name).join(', ');
const USAGE = `npm run faults -- [options]
  --only NAME      one scenario, may be repeated: ${NAMES}
  --quick          a few faults of each, in less than a minute
  --seed S         what "random" means (default 1); processes and kernels keep their own chance
  --json FILE      the rows for machines
  --docs           writes the table into ${DOCS}`;

/** Reads the command line. Throws with what is wrong and how it is used. */
export function readOptions(args: readonly string[]): FaultsOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      json: { type: 'string' },
      docs: { type: 'boolean', default: false },
    },
  });
  const { only = [] } = values;
  const strange = only.find((name) => !SCENARIOS.some((scenario) => scenario.name === name));
  if (strange !== undefined) throw new Error(`There is no scenario "${strange}".\n${USAGE}`);
  if (values.docs && (values.quick || only.length > 0)) {
    throw new Error(`The page shows whole runs of all scenarios.\n${USAGE}`);
  }
  return {
    scenarios: only.length === 0 ? SCENARIOS : SCENARIOS.filter(({ name }) => only.includes(name)),
    seed: values.seed,
    isQuick: values.quick,
    json: values.json,
    docs: values.docs ? DOCS : undefined,
  };
}
