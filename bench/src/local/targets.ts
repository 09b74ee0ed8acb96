import type { Target } from './line.ts';
import type { Prepared, Trial } from './trial.ts';

const at = (what: Prepared | 'bulk', messages: number): Trial => ({ what, messages });
const send: Trial = { what: 'send', strict: false };
const strict: Trial = { what: 'send', strict: true };
const K10 = 10_000;
const K100 = 100_000;
const M1 = 1_000_000;

/** Against better-sqlite3, in this process's Node. */
export function nodeTargets(isLarge: boolean): readonly Target[] {
  const ms = { unit: 'ms', against: 'floor' } as const;
  const targets: Target[] = [
    { ...ms, name: 'L1 send → visible', trial: send, figure: 'visibleP50' },
    { ...ms, name: 'L1 send → durable, NORMAL', trial: send, figure: 'durableP50', must: 4, aim: 2 },
    { ...ms, name: '   p99', trial: send, figure: 'durableP99' },
    { ...ms, name: 'L1 send → durable, FULL', trial: strict, figure: 'durableP50', must: 1.3, aim: 1.1 },
    { ...ms, name: '   p99', trial: strict, figure: 'durableP99' },
    { ...ms, name: 'L1 200 at once, NORMAL', trial: send, figure: 'burst', unit: 'ops/s' },
    { ...ms, name: 'L1 200 at once, FULL', trial: strict, figure: 'burst', unit: 'ops/s' },
    { ...ms, name: 'L2 bulk, 10k', trial: at('bulk', K10), figure: 'total', must: 1.7, aim: 1.2 },
    { ...ms, name: 'L2 bulk, 100k', trial: at('bulk', K100), figure: 'total', must: 1.7, aim: 1.2 },
    { ...ms, name: 'L3 cold open, 10k', trial: at('open', K10), figure: 'open', must: 1.3, aim: 1.05 },
    { ...ms, name: 'L3 cold open, 100k', trial: at('open', K100), figure: 'open', must: 1.3, aim: 1.05 },
    { ...ms, name: 'L4 send → list, 100k', trial: at('insert', K100), figure: 'insertP50', must: 0.5, aim: 0.15 },
    { ...ms, name: '   p99', trial: at('insert', K100), figure: 'insertP99', against: 'nothing', must: 1 },
    { ...ms, name: 'L4 arrival → list, 100k', trial: at('arrive', K100), figure: 'arriveP50', must: 0.5, aim: 0.15 },
    { ...ms, name: '   p99', trial: at('arrive', K100), figure: 'arriveP99', against: 'nothing', must: 1 },
    { ...ms, name: 'L5 1,000 of mine are read', trial: at('read', K100), figure: 'ticksP50' },
    { ...ms, name: 'L5 I read 1,000', trial: at('read', K100), figure: 'readP50' },
  ];
  return isLarge ? [...targets, ...growth()] : targets;
}

function growth(): readonly Target[] {
  const large = (name: string, what: Prepared, figure: string): Target => {
    const own = at(what, K10);
    return { name, trial: at(what, M1), figure, against: { own }, unit: 'ms', must: 2, aim: 1.2 };
  };
  return [
    large('growth L3: 1M over 10k', 'open', 'open'),
    large('growth L4, send: 1M over 10k', 'insert', 'insertP50'),
    large('growth L4, arrival: 1M over 10k', 'arrive', 'arriveP50'),
  ];
}

/** Against raw IndexedDB, in Chromium. */
export function browserTargets(): readonly Target[] {
  const ms = { unit: 'ms', against: 'floor' } as const;
  return [
    { ...ms, name: 'L1 send → visible', trial: send, figure: 'visibleP50', must: 0.08, aim: 0.03 },
    { ...ms, name: 'L1 send → durable', trial: send, figure: 'durableP50', must: 1.1, aim: 1 },
    { ...ms, name: '   p99', trial: send, figure: 'durableP99', must: 1.3 },
    { ...ms, name: 'L1 200 at once', trial: send, figure: 'burst', unit: 'ops/s', must: 3, aim: 5 },
    { ...ms, name: 'L2 bulk, 10k', trial: at('bulk', K10), figure: 'total', must: 0.15, aim: 0.06 },
    { ...ms, name: 'L2 bulk, 100k', trial: at('bulk', K100), figure: 'total', must: 0.1, aim: 0.035 },
    { ...ms, name: 'L3 cold open, 10k', trial: at('open', K10), figure: 'open', must: 1.2, aim: 0.8 },
    {
      ...ms,
      name: 'L3 cold open, 100k over 10k',
      trial: at('open', K100),
      figure: 'open',
      against: { own: at('open', K10) },
      must: 1.3,
      aim: 1.1,
    },
    { ...ms, name: 'L4 send → list, 100k', trial: at('insert', K100), figure: 'insertP50', must: 0.06, aim: 0.01 },
    { ...ms, name: '   p99', trial: at('insert', K100), figure: 'insertP99', against: 'nothing', must: 1 },
    { ...ms, name: 'L4 arrival → list, 100k', trial: at('arrive', K100), figure: 'arriveP50', must: 0.06, aim: 0.01 },
    { ...ms, name: '   p99', trial: at('arrive', K100), figure: 'arriveP99', against: 'nothing', must: 1 },
    { ...ms, name: 'L5 1,000 of mine are read', trial: at('read', K100), figure: 'ticksP50', must: 0.02, aim: 0.01 },
    { ...ms, name: 'L5 I read 1,000', trial: at('read', K100), figure: 'readP50', must: 0.02, aim: 0.01 },
  ];
}

/** The trials these need, each once. */
export function trialsOf(targets: readonly Target[]): readonly Trial[] {
  const trials = targets.flatMap(({ trial, against }) =>
    typeof against === 'object' ? [against.own, trial] : [trial],
  );
  return [...new Map(trials.map((trial) => [JSON.stringify(trial), trial])).values()];
}
