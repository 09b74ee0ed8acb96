import { parseArgs } from 'node:util';
import { TidemarkError } from '@tidemark/protocol';

/** What the command line asks for. */
export type SimOptions = (
  | { readonly kind: 'seed'; readonly seed: number; readonly shrinks: boolean }
  | {
      readonly kind: 'explore';
      readonly from: number;
      /** Infinity: until the time is over. */
      readonly seeds: number;
      readonly minutes?: number | undefined;
      /** Whether failing seeds become regressions. */
      readonly keeps: boolean;
    }
  | { readonly kind: 'replays'; readonly replays: number; readonly from?: number | undefined }
  | {
      readonly kind: 'mutants';
      readonly only: readonly string[];
      readonly isQuick: boolean;
      readonly seeds: number;
    }
) & {
  readonly jobs: number;
  /** Where the result goes as JSON. */
  readonly json?: string | undefined;
};

const USAGE = `npm run sim -- --seed S | --seeds N | --minutes M | --replays N | --mutants
  --seed S         runs this seed, shrinks it if it fails, and prints all that took place
    --whole        does not shrink
  --seeds N        runs the regressions, then N seeds; exits 1 on a violation and, from 20,000 seeds up, when a kind of
                   fault befell fewer than 1,000 times
    --from F       the first of them (default 0)
    --minutes M    ends after M minutes; without --seeds it goes on until then
    --no-keep      does not write failing seeds into regressions.json
  --replays N      runs N seeds twice; the digests must be equal
    --from F       the first of them (default: at random)
  --mutants        runs builds with one bug each; each must be found within the seeds
    --only NAME    those whose names contain NAME; may be repeated
    --quick        a few that die fast
    --seeds N      (default 200)
  --jobs J         workers (default 2)
  --json FILE      the result for machines`;

/** Reads the command line. Throws `options/invalid` with what is wrong and how it is used. */
export function readOptions(args: readonly string[]): SimOptions {
  const values = parse(args);
  const asked = (['seed', 'replays', 'mutants'] as const).filter((name) => values[name] !== undefined);
  if (asked.length > 1) refuse(asked[1] as string, 'together', `Ask for one thing: --${asked.join(' or --')}.`);
  const kind = asked[0] ?? (values.seeds !== undefined || values.minutes !== undefined ? 'explore' : undefined);
  if (kind === undefined) refuse('seed', 'nothing', 'Say what to run.');
  const strange = Object.keys(values).find((name) => !FITS[kind].includes(name));
  if (strange !== undefined) refuse(strange, 'here', `--${strange} does not go with ${WITH[kind]}.`);
  const shared = { jobs: count('jobs', values.jobs, 1) ?? 2, json: values.json };
  const from = count('from', values.from, 0);
  const seeds = count('seeds', values.seeds, 1);
  switch (kind) {
    case 'seed':
      return { ...shared, kind, seed: count('seed', values.seed, 0) as number, shrinks: values.whole !== true };
    case 'replays':
      return { ...shared, kind, replays: count('replays', values.replays, 1) as number, from };
    case 'mutants':
      return { ...shared, kind, only: values.only ?? [], isQuick: values.quick === true, seeds: seeds ?? 200 };
    case 'explore': {
      const minutes = values.minutes === undefined ? undefined : positive('minutes', values.minutes);
      const keeps = values['no-keep'] !== true;
      return { ...shared, kind, from: from ?? 0, seeds: seeds ?? Number.POSITIVE_INFINITY, minutes, keeps };
    }
  }
}

const FITS = {
  seed: ['seed', 'whole', 'jobs', 'json'],
  explore: ['seeds', 'from', 'minutes', 'no-keep', 'jobs', 'json'],
  replays: ['replays', 'from', 'jobs', 'json'],
  mutants: ['mutants', 'only', 'quick', 'seeds', 'jobs', 'json'],
} as const satisfies Record<SimOptions['kind'], readonly string[]> as Record<SimOptions['kind'], readonly string[]>;

const WITH = { seed: '--seed', explore: '--seeds', replays: '--replays', mutants: '--mutants' } as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        whole: { type: 'boolean' },
        seeds: { type: 'string' },
        from: { type: 'string' },
        minutes: { type: 'string' },
        'no-keep': { type: 'boolean' },
        replays: { type: 'string' },
        mutants: { type: 'boolean' },
        only: { type: 'string', multiple: true },
        quick: { type: 'boolean' },
        jobs: { type: 'string' },
        json: { type: 'string' },
      },
    }).values;
  } catch (cause) {
    return refuse('arguments', args.join(' '), (cause as Error).message, cause);
  }
}

function count(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  return refuse(option, text, `--${option} must be a whole number of ${least} or more, found "${text}".`);
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  return refuse(option, text, `--${option} must be a number above 0, found "${text}".`);
}

function refuse(option: string, found: string, message: string, cause?: unknown): never {
  throw new TidemarkError('options/invalid', `${message}\n${USAGE}\n`, { option, found }, { cause });
}
