import type { StreamId } from '@tidemark/protocol';
import type { Outcome, Step } from '../commit/outcome.ts';
import type { Session } from '../connection/session.ts';
import { resultsFrame } from '../frames/result-text.ts';
import { placeOf } from '../log/cut-page.ts';
import { audienceOf } from './audience.ts';
import { changesFrames, createRowText, type RowText } from './changes-text.ts';
import type { Faults } from './faults.ts';
import type { Sessions } from './sessions.ts';

/** What one session is sent of a batch: results that nothing precedes, then the rest stream by stream. */
interface Outgoing {
  readonly results: string[];
  readonly rest: string[];
}

/** Tells a committed batch: each session one message, its own ops as `results`, all else as `changes` (PRO-26). */
export function deliver(sessions: Sessions, outcome: Outcome, faults: Faults): void {
  const rowText = createRowText();
  const outgoing = new Map<Session, Outgoing>();
  const to = (session: Session): Outgoing => {
    const known = outgoing.get(session);
    if (known) return known;
    const made = { results: [], rest: [] };
    outgoing.set(session, made);
    return made;
  };
  for (const [session, results] of outcome.answers) to(session).results.push(...results);
  for (const [stream, steps] of outcome.steps) {
    const pushers = new Set<Session>();
    for (const { session } of steps) if (session) pushers.add(session);
    for (const session of pushers) tellPusher(session, stream, steps, to(session), rowText);
    tellOthers(sessions, stream, steps, pushers, faults, rowText, (session, frames) =>
      to(session).rest.push(...frames),
    );
  }
  for (const [session, { results, rest }] of outgoing) {
    session.send(results.length === 0 ? rest : [resultsFrame(results), ...rest]);
  }
}

/** The first results of a stream may stand before everything else; what follows keeps the stream's order. */
function tellPusher(session: Session, stream: StreamId, steps: readonly Step[], out: Outgoing, rowText: RowText): void {
  let run: Step[] = [];
  let results: string[] = out.results;
  const flush = (): void => {
    if (run.length > 0) out.rest.push(...changesFrames(asSeenBy(session, run), rowText));
    run = [];
  };
  const flushResults = (): void => {
    if (results !== out.results && results.length > 0) out.rest.push(resultsFrame(results));
    results = [];
  };
  for (const step of steps) {
    if (step.session === session && step.result !== undefined) {
      flush();
      results.push(step.result);
    } else if (isVisible(session, stream, step)) {
      if (run.length === 0) flushResults();
      run.push(step);
    }
  }
  flush();
  flushResults();
}

function tellOthers(
  sessions: Sessions,
  stream: StreamId,
  steps: readonly Step[],
  pushers: ReadonlySet<Session>,
  faults: Faults,
  rowText: RowText,
  send: (session: Session, frames: readonly string[]) => void,
): void {
  const groups = new Set(steps.map((step) => step.members));
  let shared: readonly string[] | undefined;
  const told = new Set<Session>(pushers);
  const lowest = lowestPlace(steps);
  for (const members of groups) {
    for (const session of audienceOf(sessions, stream, members)) {
      if (told.has(session)) continue;
      told.add(session);
      if (faults.dropsFanOut?.(session, stream)) continue;
      if (groups.size === 1 && seesFrom(session, steps) <= lowest) {
        shared ??= changesFrames(steps, rowText);
        send(session, shared);
      } else {
        for (const run of visibleRuns(session, stream, steps))
          send(session, changesFrames(asSeenBy(session, run), rowText));
      }
    }
  }
}

const seesFrom = (session: Session, steps: readonly Step[]): number => steps.at(-1)?.froms.get(session.user) ?? 1;

function lowestPlace(steps: readonly Step[]): number {
  let lowest = Infinity;
  for (const step of steps) for (const row of step.rows) lowest = Math.min(lowest, placeOf(row) ?? lowest);
  return lowest;
}

/** Without what was said before they joined, and what is about it, where that is not shown to them (PRO-58). */
function asSeenBy(session: Session, steps: readonly Step[]): readonly Step[] {
  const from = seesFrom(session, steps);
  if (from === 1) return steps;
  return steps.map((step) => ({ ...step, rows: step.rows.filter((row) => (placeOf(row) ?? from) >= from) }));
}

/** Membership changed within the batch: only what was committed while one was a member. */
function visibleRuns(session: Session, stream: StreamId, steps: readonly Step[]): readonly (readonly Step[])[] {
  const runs: Step[][] = [];
  let run: Step[] = [];
  for (const step of steps) {
    if (isVisible(session, stream, step)) {
      if (run.length === 0) runs.push(run);
      run.push(step);
    } else run = [];
  }
  return runs;
}

function isVisible(session: Session, stream: StreamId, step: Step): boolean {
  if (stream.startsWith('conversation:')) return step.members.has(session.user);
  return stream.startsWith('user:') ? stream === `user:${session.user}` : session.appStreams.has(stream);
}
