import type { CrowdTraffic } from './crowd.ts';

/** What marks cost in a group of one size. */
export interface MarksFigure extends CrowdTraffic {
  readonly members: number;
  readonly authors: number;
  /** The least that tells everybody what they have to know: each raise once to each author, and to who raised it. */
  readonly floorBytes: number;
}

/** A mark as it stands in a frame, with a name as long as those of the bench. */
const MARK_BYTES = JSON.stringify({ user: 'member500', delivered: 10, read: 10 }).length;
/** What a member hears may grow by so much where the group doubles; were it told of everybody, it would double. */
const MOST_GROWTH = 1.25;

export function figureOf(members: number, authors: number, traffic: CrowdTraffic): MarksFigure {
  return { members, authors, ...traffic, floorBytes: traffic.up.marks * (authors + 1) * MARK_BYTES };
}

const bytesAMember = ({ down, members }: MarksFigure): number => down.bytes / members;

/** Against the next smaller group with as many authors; undefined for the smallest. */
export function growthOf(figure: MarksFigure, all: readonly MarksFigure[]): number | undefined {
  const smaller = all.filter(({ members, authors }) => authors === figure.authors && members < figure.members);
  const before = smaller.toSorted((a, b) => b.members - a.members)[0];
  return before && bytesAMember(figure) / bytesAMember(before);
}

export const isLinear = (figure: MarksFigure, all: readonly MarksFigure[]): boolean =>
  (growthOf(figure, all) ?? 1) <= MOST_GROWTH;

const HEAD = [
  'members',
  'authors',
  'up',
  'down',
  'frames',
  'marks told',
  'a member',
  'most',
  'floor',
  'times floor',
  'grows',
];

export function cellsOf(figures: readonly MarksFigure[]): readonly (readonly string[])[] {
  return [HEAD, ...figures.map((figure) => rowOf(figure, figures))];
}

function rowOf(figure: MarksFigure, all: readonly MarksFigure[]): readonly string[] {
  const { members, authors, up, down, mostDown, floorBytes } = figure;
  const growth = growthOf(figure, all);
  const counts = [members, authors].map(String);
  const sizes = [up.bytes, down.bytes].map(kilobytes);
  const told = [down.frames, down.marks].map((count) => count.toLocaleString('en'));
  const each = [bytesAMember(figure), mostDown, floorBytes].map(kilobytes);
  const verdict = growth === undefined ? '' : `× ${growth.toFixed(2)} ${isLinear(figure, all) ? 'ok' : 'BROKEN'}`;
  return [...counts, ...sizes, ...told, ...each, (down.bytes / floorBytes).toFixed(1), verdict];
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
