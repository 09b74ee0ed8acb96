import type { Plan, PlanOptions } from '../plan-messages.ts';
import type { Corpus } from '../read-corpus.ts';
import { type Found, grep } from './grep.ts';
import { type EventPlan, planEvents } from './plan-events.ts';

/** What happens beside the messages, and what a scan of them finds. */
export interface WholePlan {
  readonly events: EventPlan;
  readonly words: readonly Found[];
}

const WORDS = 200;

export function planWhole({ lines, events }: Corpus, plan: Plan, options: PlanOptions): WholePlan {
  return { events: planEvents(lines, events, plan, options), words: grep(plan.messages, options.seed, WORDS) };
}
