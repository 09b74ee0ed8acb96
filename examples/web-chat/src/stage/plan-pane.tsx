import './plan-pane.css';
import { TidemarkProvider } from '@tidemark/react';
import { type ReactElement, useEffect, useState, useSyncExternalStore } from 'react';
import { ANNS, BOBS, STRATEGIES } from '../plan/conflict.ts';
import type { Who } from '../story/script.ts';
import { PlanCard } from './plan-card.tsx';
import { openPlanDevices, type StageDevice } from './plan-devices.ts';
import { PlanOutcome } from './plan-outcome.tsx';
import { createPlanPlay, type PlanPlay } from './plan-play.ts';

/** `?quick=1`, for tests: nobody looks. */
const LOOK_MS = new URLSearchParams(location.search).has('quick') ? 100 : 1_400;

/** One plan that two people change without knowing of each other, and five ways to end that. */
export function PlanPane({ server }: { readonly server: string }): ReactElement {
  const [opened, setOpened] = useState<{
    readonly devices: Readonly<Record<Who, StageDevice>>;
    readonly play: PlanPlay;
  }>();
  useEffect(() => {
    openPlanDevices(server).then(
      (devices) => setOpened({ devices, play: createPlanPlay(devices, LOOK_MS) }),
      (error: unknown) => console.error(error),
    );
  }, [server]);
  return (
    <section className="plan-pane" aria-label="A conflict">
      {opened ? (
        <Opened {...opened} />
      ) : (
        <p className="hint">One moment. If this stays, another tab has the plan open.</p>
      )}
    </section>
  );
}

interface OpenedProps {
  readonly devices: Readonly<Record<Who, StageDevice>>;
  readonly play: PlanPlay;
}

function Opened({ devices, play }: OpenedProps): ReactElement {
  const state = useSyncExternalStore(play.subscribe, play.state);
  const { strategy, key, kind, caption } = state;
  const isBusy = kind === 'playing' || kind === 'choosing';
  return (
    <>
      <fieldset className="strategies" disabled={isBusy}>
        <legend>One plan, changed apart</legend>
        {STRATEGIES.map(({ strategy: value, title, says }) => (
          <label key={value}>
            <input type="radio" name="strategy" checked={value === strategy} onChange={() => play.pick(value)} />
            <span>
              <strong>{title}</strong> {says}
            </span>
          </label>
        ))}
      </fieldset>
      <div className="plan-stage">
        <header>
          <button type="button" className="strong-button" disabled={isBusy} onClick={play.play}>
            Change it on both
          </button>
          <output>{caption}</output>
        </header>
        <div className="plan-cards">
          <TidemarkProvider client={devices.ann.client}>
            <PlanCard name="Ann" strategy={strategy} shown={key} wrote={ANNS} />
          </TidemarkProvider>
          <TidemarkProvider client={devices.bob.client}>
            <PlanCard name="Bob" strategy={strategy} shown={key} wrote={BOBS} />
          </TidemarkProvider>
          <PlanOutcome state={state} choose={play.choose} />
        </div>
      </div>
    </>
  );
}
