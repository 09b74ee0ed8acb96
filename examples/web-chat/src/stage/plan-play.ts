import type { Conflict } from '@tidemark/core';
import type { Plan, Strategy } from '../plan/plan.ts';
import { playConflict } from '../plan/play-conflict.ts';
import type { Who } from '../story/script.ts';
import { PLANS, type StageDevice } from './plan-devices.ts';

export interface PlanPlayState {
  readonly strategy: Strategy;
  readonly kind: 'idle' | 'playing' | 'choosing' | 'ended' | 'failed';
  readonly caption: string;
  /** The card played with; none before the first time. */
  readonly key?: string | undefined;
  /** Both versions, while somebody has to choose. */
  readonly conflict?: Conflict<Plan> | undefined;
  readonly outcome?: Plan | undefined;
}

/** The prepared conflict of the page, under one strategy at a time. */
export interface PlanPlay {
  state(): PlanPlayState;
  subscribe(changed: () => void): () => void;
  pick(strategy: Strategy): void;
  play(): void;
  /** Ends a conflict by hand. */
  choose(plan: Plan | undefined): void;
}

const PATIENCE_MS = 60_000;
const READY = 'Choose a strategy, then let both change the plan.';

/** `lookMs`: time to see what just happened. */
export function createPlanPlay(devices: Readonly<Record<Who, StageDevice>>, lookMs: number): PlanPlay {
  const listeners = new Set<() => void>();
  let state: PlanPlayState = { strategy: 'fields', kind: 'idle', caption: READY };
  let chosen = (_: Plan | undefined): void => {};

  function become(next: PlanPlayState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  async function run(strategy: Strategy): Promise<void> {
    const plans = PLANS[strategy];
    const isManual = strategy === 'manual';
    const [ann, bob] = [devices.ann, devices.bob].map((device) => ({
      ...device,
      plans: device.client.collection(plans),
    }));
    if (!ann || !bob) return;
    if (isManual) await endLeftOver(ann.plans);
    const key = ann.client.newId();
    become({ strategy, kind: 'playing', caption: '', key });
    const outcome = await playConflict(
      { ann, bob, key, isManual },
      {
        caption: (caption) => become({ ...state, caption }),
        look: () => new Promise((resolve) => setTimeout(resolve, lookMs)),
        async choose(conflict) {
          become({
            ...state,
            kind: 'choosing',
            conflict,
            caption: 'Ann’s device has both versions: choose one for her.',
          });
          const plan = await new Promise<Plan | undefined>((resolve) => {
            chosen = resolve;
          });
          become({ ...state, kind: 'playing', conflict: undefined, caption: 'Her choice goes out.' });
          return plan;
        },
      },
      patience(() => state.kind === 'choosing'),
    );
    become({ strategy, kind: 'ended', caption: 'Both devices show the same plan.', key, outcome });
  }

  return {
    state: () => state,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    pick(strategy) {
      if (state.kind !== 'playing' && state.kind !== 'choosing') become({ strategy, kind: 'idle', caption: READY });
    },
    play() {
      if (state.kind === 'playing' || state.kind === 'choosing') return;
      const { strategy } = state;
      become({ strategy, kind: 'playing', caption: 'Both have the same plan.' });
      run(strategy).catch((error: unknown) => {
        console.error(error);
        become({ ...state, kind: 'failed', caption: 'The two did not meet in time: is the server up?' });
      });
    },
    choose: (plan) => chosen(plan),
  };
}

/** Aborts after a while in which nobody was asked anything. */
function patience(isAsking: () => boolean): AbortSignal {
  const late = new AbortController();
  let leftMs = PATIENCE_MS;
  const timer = setInterval(() => {
    if (!isAsking()) leftMs -= 1_000;
    if (leftMs > 0) return;
    clearInterval(timer);
    late.abort(new Error('The two did not meet in time'));
  }, 1_000);
  return late.signal;
}

/** A page closed in the middle of a choice leaves its conflict. */
async function endLeftOver(plans: ReturnType<(typeof PLANS)['manual']['open']>): Promise<void> {
  const conflicts = plans.observeConflicts();
  for (const { key, theirs } of conflicts.getSnapshot() ?? []) await plans.resolve(key, theirs);
  conflicts.close();
}
