import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { sqlite } from '@tidemark/adapter-sqlite';
import { createSqliteFloor } from './floor-sqlite/create-floor.ts';
import { createOurs } from './ours/create-ours.ts';
import { runStep, type Step } from './step.ts';

/** One step of a trial in a process of its own, in the folder given; tells what was measured. */

const [folder = '', text = '{}'] = process.argv.slice(2);
const step = JSON.parse(text) as Step;
const place = (name: string): string => join(folder, `${name}.db`);
const contender =
  step.side === 'ours'
    ? createOurs({ storage: (name) => sqlite(place(name)), turn: () => turn() })
    : createSqliteFloor(place, () => turn());
process.send?.(await runStep(contender, step));
process.disconnect?.();
