import './plan-outcome.css';
import type { ReactElement } from 'react';
import { ANNS, BEFORE, BOBS } from '../plan/conflict.ts';
import { mergePlans, type Plan } from '../plan/plan.ts';
import { PlanFacts } from './plan-card.tsx';
import type { PlanPlay, PlanPlayState } from './plan-play.ts';

export interface PlanOutcomeProps {
  readonly state: PlanPlayState;
  readonly choose: PlanPlay['choose'];
}

/** What came of it, or the choice that is to be made. */
export function PlanOutcome({ state: { kind, conflict, outcome }, choose }: PlanOutcomeProps): ReactElement {
  if (conflict) {
    const { mine, theirs } = conflict;
    const both = mergePlans(BEFORE, mine, theirs);
    return (
      <article className="plan-outcome" aria-label="Choose" data-choosing="true">
        <Choice name="Ann’s" plan={mine} choose={choose} />
        <Choice name="Bob’s" plan={theirs} choose={choose} />
        <Choice name="both" plan={both} choose={choose} />
      </article>
    );
  }
  return (
    <article className="plan-outcome" aria-label="Outcome">
      <header>
        <h3>In the end</h3>
      </header>
      {outcome ? (
        <>
          <PlanFacts plan={outcome} />
          <p className="plan-lost">{lostOf(outcome)}</p>
        </>
      ) : (
        <p className="hint">{kind === 'playing' ? 'The two have not met yet.' : 'Nothing has happened yet.'}</p>
      )}
    </article>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly plan: Plan | undefined;
  readonly choose: PlanPlay['choose'];
}

function Choice({ name, plan, choose }: ChoiceProps): ReactElement {
  return (
    <button type="button" className="plan-choice" onClick={() => choose(plan)}>
      <strong>Take {name}</strong>
      <span>{plan ? `${plan.place} · ${plan.time} · ${plan.bring.join(', ')}` : 'deleted'}</span>
    </button>
  );
}

/** What somebody wrote and nobody sees any more. */
function lostOf({ place, time, bring }: Plan): string {
  const lost = [ANNS, BOBS].flatMap((wrote) => [
    ...(wrote.place !== undefined && wrote.place !== place ? [wrote.place] : []),
    ...(wrote.time !== undefined && wrote.time !== time ? [wrote.time] : []),
    ...(wrote.bring ?? []).filter((thing) => !bring.includes(thing)),
  ]);
  return lost.length === 0 ? 'Everything that was written is in it.' : `Gave way: ${lost.join(', ')}.`;
}
