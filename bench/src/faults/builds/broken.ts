import type { Patch } from '../../../../scripts/patch.ts';
import type { Broken } from '../device/entry.ts';

/** A build with a bug of the kind that a scenario is there to find. */
export interface BrokenBuild {
  readonly name: string;
  /** What it must be found to do. */
  readonly must: Broken;
  /** Files are named from the root of the repository. */
  readonly patches: readonly Patch[];
}

/** Long enough for a kill to come between the promise and the deed. */
const LATE_MS = 40;

export const ACKNOWLEDGES_BEFORE_STORING: BrokenBuild = {
  name: 'client acknowledges before it stores',
  must: 'lost',
  patches: [
    {
      file: 'packages/core/src/local-db/commit-queue.ts',
      search: 'if (!(await adapter.commit(changes, [...guards], durability))) throw raced();',
      replace: `setTimeout(() => void adapter.commit(changes, [...guards], durability).catch(() => {}), ${LATE_MS});`,
    },
  ],
};

export const ACKNOWLEDGES_BEFORE_COMMIT: BrokenBuild = {
  name: 'server acknowledges before it commits',
  must: 'lost',
  patches: [
    {
      file: 'packages/server-reference/src/commit/committer.ts',
      search: 'if (writes !== undefined) await log.commit(writes);',
      replace: `if (writes !== undefined) {
        tell(options, outcome);
        await new Promise((resolve) => setTimeout(resolve, ${LATE_MS}));
        await log.commit(writes);
      }`,
    },
  ],
};

export const FORGETS_OP_IDS: BrokenBuild = {
  name: 'server without dedupe',
  must: 'duplicated',
  patches: [
    {
      file: 'packages/server-reference/src/commit/decide-push.ts',
      search: 'const known = batch.findOp(op.opId);',
      replace: 'const known = undefined as ReturnType<typeof batch.findOp>;',
    },
    {
      file: 'packages/server-reference/src/log/sqlite-write.ts',
      search: "'insert into ops (",
      replace: "'insert or replace into ops (",
    },
  ],
};
