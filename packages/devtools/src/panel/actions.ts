import { type Client, TidemarkError } from '@tidemark/core';
import type { NetworkState, NetworkSwitch } from '../network.ts';
import { spokenCount } from '../record/spoken.ts';
import type { PanelState, TabName } from './panel-state.ts';

/** What the buttons of the panel do. */
export interface Actions {
  choose(tab: TabName): void;
  syncNow(): void;
  pause(isPaused: boolean): void;
  /** Takes back the pause of this panel, if there is one. */
  endPause(): void;
  switchNetwork(change: Partial<NetworkState>): void;
  showOp(opId: string | undefined): void;
  retry(opId?: string): void;
  cancel(opId: string): void;
  ask(isAsking: boolean): void;
  clearCache(): void;
  filter(text: string): void;
  stop(isStopped: boolean): void;
  clearLog(): void;
  exportLog(): void;
}

export interface ActionParts {
  readonly client: Client;
  readonly link?: NetworkSwitch | undefined;
  readonly change: (change: Partial<PanelState>) => void;
  readonly log: Pick<Actions, 'stop' | 'clearLog' | 'exportLog'>;
}

/** The reason by which the panel keeps a client offline. */
export const PAUSE = 'devtools';

export function createActions({ client, link, change, log }: ActionParts): Actions {
  /** Says what became of it; the error's own words say what to do. */
  function tell(done: Promise<string>): void {
    done.then(
      (text) => change({ notice: { tone: 'good', text } }),
      (error: unknown) => {
        const code = TidemarkError.is(error) ? ` [${error.code}]` : '';
        change({ notice: { tone: 'bad', text: `${error instanceof Error ? error.message : error}${code}` } });
      },
    );
  }

  let hasPaused = false;

  function pause(isPaused: boolean): void {
    hasPaused = isPaused;
    if (isPaused) client.sync.pause(PAUSE);
    else client.sync.resume(PAUSE);
    change({});
  }

  return {
    ...log,
    choose: (tab) => change({ tab, notice: undefined, isAsking: false }),
    syncNow() {
      // A live client is asked by nobody but its own connection: a new one fetches whatever this device lacks.
      pause(true);
      pause(false);
    },
    pause,
    endPause() {
      if (hasPaused) pause(false);
    },
    switchNetwork(next) {
      const wasOffline = link?.state().offline;
      link?.set(next);
      // Where the client was not given the switch's network, nothing else tells it.
      if (wasOffline && next.offline === false && !hasPaused) client.sync.resume(PAUSE);
      change({});
    },
    showOp: (openOp) => change({ openOp }),
    retry: (opId) => tell(client.outbox.retry(opId).then(() => 'Tried again')),
    cancel: (opId) => tell(client.outbox.cancel(opId).then(() => 'Taken back')),
    ask: (isAsking) => change({ isAsking }),
    clearCache() {
      change({ isAsking: false });
      const cleared = client.cache.clear().then(({ evicted }) => {
        const count = evicted.reduce((sum, { messages }) => sum + messages, 0);
        return count === 0 ? 'Nothing that may go is held' : `${spokenCount(count)} messages went`;
      });
      tell(cleared);
    },
    filter: (filter) => change({ filter }),
  };
}
