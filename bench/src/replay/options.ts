import { parseArgs } from 'node:util';

export interface ReplayOptions {
  readonly file: string;
  /** Messages to send at most; all when absent. */
  readonly limit?: number | undefined;
  readonly clients: number;
  readonly cuts: number;
  readonly seed: string;
  /** Client 1 sends everything, the others only receive. */
  readonly oneWay: boolean;
  /** Joins, leaves, new names, mentions, reading and search, too. */
  readonly whole: boolean;
  /** The whole run ends after this, whatever is missing. */
  readonly minutes: number;
  readonly json: boolean;
  /** A folder for a CPU profile of each process. */
  readonly profile?: string | undefined;
}

const USAGE = `npm run replay -- FILE [options]
  FILE             a corpus in JSON Lines, .gz or plain
  --limit N        messages to send (default: all)
  --clients K      client processes (default 4)
  --cuts P         faults, at random over the run (default 0)
  --seed S         what "random" means (default 1)
  --one-way        client 1 sends everything, the others receive
  --whole          joins, leaves, new names, mentions, reading and search, too
  --minutes M      gives up after M minutes (default 10)
  --json           the result as JSON
  --profile DIR    a CPU profile of each process`;

/** Reads the command line. Throws with what is wrong and how it is used. */
export function readOptions(args: readonly string[]): ReplayOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      limit: { type: 'string' },
      clients: { type: 'string', default: '4' },
      cuts: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '10' },
      profile: { type: 'string' },
      'one-way': { type: 'boolean', default: false },
      whole: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new Error(`Name one corpus file.\n${USAGE}`);
  if (values.whole && values['one-way']) throw new Error('--whole is for everybody: leave --one-way out.');
  return {
    file,
    limit: values.limit === undefined ? undefined : count('limit', values.limit, 1),
    clients: count('clients', values.clients, 1),
    cuts: count('cuts', values.cuts, 0),
    seed: values.seed,
    oneWay: values['one-way'],
    whole: values.whole,
    minutes: count('minutes', values.minutes, 1),
    json: values.json,
    profile: values.profile,
  };
}

function count(option: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new Error(`--${option} must be a whole number of ${least} or more, found "${text}".`);
}
