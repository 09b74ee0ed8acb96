import type { StreamId } from '@tidemark/protocol';
import type { Session } from '../connection/session.ts';
import type { Policy } from '../domain/decision.ts';
import { roleIn } from '../domain/visible.ts';
import { refusedText } from '../frames/result-text.ts';
import type { Log, StoredRow } from '../log/log.ts';
import { append } from '../multimap.ts';
import type { Runtime } from '../runtime.ts';
import { type Batch, createBatch } from './batch.ts';
import type { Command } from './command.ts';
import { decidePush } from './decide-push.ts';
import { decideDue } from './due.ts';
import { loadBatch } from './load-batch.ts';
import type { Outcome, Step } from './outcome.ts';
import type { ServerTime } from './server-time.ts';
import type { StreamCache } from './stream-cache.ts';

export interface CommitterOptions {
  readonly log: Log;
  readonly cache: StreamCache;
  readonly runtime: Runtime;
  readonly time: ServerTime;
  readonly bodyBytes: number;
  readonly policy: Policy;
  readonly deliver: (outcome: Outcome) => void;
  /** A batch could not be stored, or a rule failed. */
  readonly failed: (error: unknown) => void;
}

/** Group commit: whatever arrived in a turn of the event loop is one transaction, then is answered and told. */
export interface Committer {
  enqueue(command: Command): void;
  queuedOps(): number;
  /** Resolves once nothing waits. */
  idle(): Promise<void>;
}

/** Bounds the time the event loop is held by one batch. */
const OPS_PER_BATCH = 4_000;

export function createCommitter(options: CommitterOptions): Committer {
  const { runtime } = options;
  const queue: Command[] = [];
  const waiting: (() => void)[] = [];
  let queuedOps = 0;
  let isRunning = false;

  const takeBatch = (): Command[] => {
    let count = 0;
    let end = 0;
    while (end < queue.length && count < OPS_PER_BATCH) {
      const command = queue[end++];
      count += command?.kind === 'push' ? command.ops.length : 1;
    }
    return queue.splice(0, end);
  };

  const schedule = (): void => {
    isRunning = true;
    runtime.nextTurn(() => {
      const commands = takeBatch();
      void commitBatch(options, commands).then((outcome) => {
        tell(options, outcome);
        for (const command of commands) if (command.kind === 'push') queuedOps -= command.ops.length;
        isRunning = false;
        if (queue.length > 0) schedule();
        else for (const resolve of waiting.splice(0)) resolve();
      });
    });
  };

  return {
    enqueue: (command) => {
      queue.push(command);
      if (command.kind === 'push') queuedOps += command.ops.length;
      if (!isRunning) schedule();
    },
    queuedOps: () => queuedOps,
    idle: () => (isRunning ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
  };
}

/** Never rejects. What cannot be stored is refused wholly, and the caches are read anew. */
async function commitBatch(options: CommitterOptions, commands: readonly Command[]): Promise<Outcome> {
  const { log, cache, time } = options;
  try {
    const at = time.now();
    const { due, ...loaded } = await loadBatch(log, cache, commands, at);
    const batch = createBatch({ at, cache, policy: options.policy, ...loaded });
    const outcome = decideAll(batch, commands, due, options);
    const writes = batch.writes();
    if (writes !== undefined) await log.commit(writes);
    cache.trim();
    for (const command of commands) if (command.kind === 'renew' || command.kind === 'sweep') command.done();
    return outcome;
  } catch (error) {
    cache.clear();
    options.failed(error);
    for (const command of commands) {
      if (command.kind === 'renew' || command.kind === 'sweep') command.done(error);
      if (command.kind === 'mark') command.session.sendError('server/storage');
    }
    return { steps: new Map(), raised: new Map(), answers: refuseAll(commands), dueAt: undefined };
  }
}

/** The commit stands, whatever happens to the telling: clients find it by their heartbeat. */
function tell(options: CommitterOptions, outcome: Outcome): void {
  try {
    options.deliver(outcome);
  } catch (error) {
    options.failed(error);
  }
}

function decideAll(
  batch: Batch,
  commands: readonly Command[],
  due: readonly StoredRow[],
  options: CommitterOptions,
): Outcome {
  const steps = new Map<StreamId, Step[]>();
  const answers = new Map<Session, string[]>();
  const told = {
    answer: (session: Session, result: string) => append(answers, session, result),
    step: (stream: StreamId, step: Step) => append(steps, stream, step),
  };
  for (const command of commands) {
    if (command.kind === 'push') decidePush(batch, command.session, command.ops, options.bodyBytes, told);
    else if (command.kind === 'mark') raiseMarks(batch, command.session, command.marks);
    else if (command.kind === 'renew') {
      const state = batch.stream(command.stream);
      if (state.rev < command.seenRev) batch.renew(command.stream, command.epoch);
    }
  }
  for (const row of due) decideDue(batch, row, options.bodyBytes, told);
  return { steps, answers, raised: batch.raised, dueAt: batch.dueAt() };
}

function raiseMarks(batch: Batch, session: Session, marks: Extract<Command, { kind: 'mark' }>['marks']): void {
  for (const { stream, delivered, read, private: isPrivate } of marks) {
    if (roleIn(batch, stream, session.user) === undefined) session.sendError('stream/unknown', { found: `${stream}:` });
    // Who only looks into a thread has no marks there.
    else if (batch.stream(stream).members.has(session.user))
      batch.raise(stream, session.user, { delivered: delivered ?? 0, read: read ?? 0, isPrivate: isPrivate === true });
  }
}

function refuseAll(commands: readonly Command[]): Map<Session, string[]> {
  const answers = new Map<Session, string[]>();
  for (const command of commands) {
    if (command.kind !== 'push') continue;
    for (const { op } of command.ops) append(answers, command.session, refusedText(op.opId, 'server/storage'));
  }
  return answers;
}
