import type { LocalDb } from '../local-db/local-db.ts';
import { sleep } from '../runtime/sleep.ts';
import type { Timers } from '../runtime/timers.ts';
import type { EphemeralSource } from '../sync/ephemeral.ts';
import type { SyncLoop } from '../sync/loop.ts';
import type { Absorb } from './absorb.ts';
import { takeLease } from './lease.ts';
import type { Questions } from './questions.ts';
import type { Rank } from './rank.ts';
import type { SharedDb } from './shared-db.ts';
import type { Standing } from './standing.ts';
import type { TabMessage } from './tab-message.ts';
import type { Vigil } from './vigil.ts';

/** How long a leader that was asked to go waits to be relieved. */
const HANDED_OVER_MS = 1_000;

/** A tab while it leads: it holds the socket, drains the outbox and evicts. */
export interface Lead {
  /** Leads until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** The lock is kept, for a moment, for this tab: without it the next in line would lead. */
  yieldTo(tab: string): void;
  /** Says to a tab that just came what it does not know. */
  tellAll(): void;
}

export interface LeadParts {
  readonly inner: LocalDb;
  readonly tab: string;
  readonly timers: Timers;
  readonly rank: Rank;
  readonly shared: SharedDb;
  readonly absorb: Absorb;
  readonly standing: Standing;
  readonly questions: Questions;
  readonly vigil: Vigil;
  readonly ephemeral: EphemeralSource;
  readonly loop: Pick<SyncLoop, 'run'>;
  readonly sign: () => TabMessage;
  /** Said whether or not anybody is known to be there. */
  readonly post: (message: TabMessage) => void;
  readonly tell: (message: TabMessage) => void;
}

export function createLead(parts: LeadParts): Lead {
  const { rank, shared, standing, questions, vigil, ephemeral, post, tell, sign } = parts;
  let isInSession = false;
  let yieldsTo: string | undefined;

  function inSession(isOpen: boolean): void {
    isInSession = isOpen;
    tell({ type: 'session', isOpen });
  }

  /** From the lease on nobody else writes what is read here. */
  async function begin(signal: AbortSignal): Promise<readonly (() => void)[]> {
    const lease = await takeLease(parts.inner, parts.tab);
    await parts.absorb.refresh();
    signal.throwIfAborted();
    ephemeral.detach();
    standing.hear(undefined);
    shared.lead(lease);
    rank.lead(lease);
    post(sign());
    vigil.lead(true);
    questions.again();
    return [
      standing.follow(() => tell(standing.told())),
      ephemeral.subscribe({
        began: () => inSession(true),
        ended: () => inSession(false),
        heard: (frame) => tell({ type: 'heard', frame }),
      }),
    ];
  }

  async function handOver(): Promise<void> {
    const to = yieldsTo;
    yieldsTo = undefined;
    if (to === undefined) return;
    post({ type: 'yields', to });
    await sleep(parts.timers, HANDED_OVER_MS, new AbortController().signal);
  }

  return {
    async run(signal) {
      const ends = await begin(signal);
      try {
        await parts.loop.run(signal);
      } finally {
        for (const end of ends) end();
        rank.rest();
        shared.lead(undefined);
        vigil.lead(false);
        await handOver();
      }
    },
    yieldTo(tab) {
      yieldsTo = tab;
    },
    tellAll() {
      post(sign());
      post(standing.told());
      post({ type: 'session', isOpen: isInSession });
    },
  };
}
