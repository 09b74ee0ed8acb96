import type { Cells } from '../../docs/table.ts';
import type { Unit } from '../line.ts';
import { showFigure } from '../print-lines.ts';
import { type Measured, nameOf, type Trial } from '../trial.ts';
import { type LocalContender, OURS } from './contenders.ts';

/** One row: a figure of a trial. */
export interface PeerFigure {
  readonly name: string;
  readonly trial: Trial;
  readonly figure: string;
  readonly unit: Unit;
  /** Whether it is the time until something is stored. */
  readonly untilStored?: boolean | undefined;
}

const send: Trial = { what: 'send', strict: false };
const K10 = 10_000;
/** Of each of 100 conversations 1,000: so many become read. */
const K100 = 100_000;

/** As L1 to L5, with fewer messages where a peer would take minutes. */
export const PEER_FIGURES: readonly PeerFigure[] = [
  { name: 'L1 send → visible', trial: send, figure: 'visibleP50', unit: 'ms' },
  { name: 'L1 send → durable', trial: send, figure: 'durableP50', unit: 'ms', untilStored: true },
  { name: '   p99', trial: send, figure: 'durableP99', unit: 'ms', untilStored: true },
  { name: 'L1 200 at once', trial: send, figure: 'burst', unit: 'ops/s', untilStored: true },
  { name: 'L2 bulk, 10k', trial: { what: 'bulk', messages: K10 }, figure: 'total', unit: 'ms', untilStored: true },
  { name: 'L3 cold open, 10k', trial: { what: 'open', messages: K10 }, figure: 'open', unit: 'ms' },
  { name: 'L4 send → list, 10k', trial: { what: 'insert', messages: K10 }, figure: 'insertP50', unit: 'ms' },
  { name: 'L4 arrival → list, 10k', trial: { what: 'arrive', messages: K10 }, figure: 'arriveP50', unit: 'ms' },
  { name: 'L5 1,000 of mine are read', trial: { what: 'read', messages: K100 }, figure: 'ticksP50', unit: 'ms' },
  { name: 'L5 I read 1,000', trial: { what: 'read', messages: K100 }, figure: 'readP50', unit: 'ms' },
];

/** The medians of each trial by each contender. */
export type Found = ReadonlyMap<string, Measured>;

export const foundKey = (trial: Trial, { name }: LocalContender): string => `${nameOf(trial)} ${name}`;

const figureOf = (found: Found, { trial, figure }: PeerFigure, who: LocalContender): number | undefined =>
  found.get(foundKey(trial, who))?.[figure];

/** Peers of our durability that do better than ours: what must not be. One that was not measured counts as such. */
export function aheadOfOurs(
  found: Found,
  row: PeerFigure,
  contenders: readonly LocalContender[],
): readonly LocalContender[] {
  const ours = figureOf(found, row, OURS) ?? Number.NaN;
  return contenders.filter((who) => {
    if (who.side !== 'peer' || who.stores !== 'at once') return false;
    const theirs = figureOf(found, row, who) ?? Number.NaN;
    return !(row.unit === 'ops/s' ? ours >= theirs : ours <= theirs);
  });
}

/** A figure in parentheses says when something was called stored that was not. */
export function peerCells(found: Found, figures: readonly PeerFigure[], contenders: readonly LocalContender[]): Cells {
  const head = ['workload', ...contenders.map(({ name }) => name), ''];
  const rows = figures.map((row) => {
    const cells = contenders.map((who) => {
      const value = figureOf(found, row, who);
      if (value === undefined) return '';
      const shown = showFigure(value, row.unit);
      return row.untilStored && who.stores !== 'at once' ? `(${shown})` : shown;
    });
    const ahead = aheadOfOurs(found, row, contenders).map(({ name }) => name);
    return [row.name, ...cells, ahead.length === 0 ? 'ahead' : `BEHIND ${ahead.join(', ')}`];
  });
  return [head, ...rows];
}
