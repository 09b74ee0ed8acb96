import './plan-card.css';
import { useCollection, useSyncStatus } from '@tidemark/react';
import type { ReactElement, ReactNode } from 'react';
import { BEFORE } from '../plan/conflict.ts';
import type { Plan, Strategy } from '../plan/plan.ts';
import { PLANS } from './plan-devices.ts';

export interface PlanCardProps {
  readonly name: string;
  readonly strategy: Strategy;
  /** The key of the card played with; none before the first time. */
  readonly shown: string | undefined;
  /** What this person writes. */
  readonly wrote: Partial<Plan>;
}

/** The plan as one device shows it now. */
export function PlanCard({ name, strategy, shown, wrote }: PlanCardProps): ReactElement {
  const { rows } = useCollection(PLANS[strategy], { reverse: true });
  const sync = useSyncStatus();
  const row = rows.find(({ key }) => key === shown);
  const isOffline = sync.kind === 'offline';
  const fate = row?.conflict ? 'in conflict' : row?.pending ? 'in the outbox' : row ? 'confirmed' : '';
  return (
    <article
      className="plan-card"
      data-offline={isOffline}
      data-fate={row?.conflict ? 'conflict' : ''}
      aria-label={`${name}’s plan`}
    >
      <header>
        <h3>{name}</h3>
        <span className="plan-network">{isOffline ? 'offline' : sync.kind === 'live' ? 'online' : 'connecting'}</span>
        <span className="plan-fate">{fate}</span>
      </header>
      <PlanFacts plan={row?.value ?? BEFORE} />
      <p className="plan-wrote">
        writes <WrittenFields plan={wrote} />
      </p>
    </article>
  );
}

/** A plan, with what differs from the one before in bold. */
export function PlanFacts({ plan }: { readonly plan: Plan }): ReactElement {
  return (
    <dl className="plan-facts">
      <Fact title="Where" isNew={plan.place !== BEFORE.place}>
        {plan.place}
      </Fact>
      <Fact title="When" isNew={plan.time !== BEFORE.time}>
        {plan.time}
      </Fact>
      <dt>Bring</dt>
      <dd>
        {plan.bring.map((thing) => (
          <span key={thing} className="plan-thing" data-new={!BEFORE.bring.includes(thing)}>
            {thing}
          </span>
        ))}
      </dd>
    </dl>
  );
}

function Fact({
  title,
  isNew,
  children,
}: {
  readonly title: string;
  readonly isNew: boolean;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <>
      <dt>{title}</dt>
      <dd data-new={isNew}>{children}</dd>
    </>
  );
}

function WrittenFields({ plan: { place, time, bring } }: { readonly plan: Partial<Plan> }): ReactElement {
  return <>{[place, time, bring?.join(', ')].filter((part) => part !== undefined).join(' · ')}</>;
}
