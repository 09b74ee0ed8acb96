import type { Locks, OpenChannel } from '@tidemark/core';
import { createChannelHub } from './channel-hub.ts';
import { createLockTable } from './lock-table.ts';

/** A browser profile: the tabs opened in it share locks and channels. */
export interface FakeProfile {
  openTab(): FakeTab;
}

export interface FakeTab {
  readonly locks: Locks;
  readonly openChannel: OpenChannel;
  /** The tab dies: its locks pass on, though what it was doing goes on unaware; its channels fall silent. */
  close(): void;
}

/** Creates a profile without tabs. */
export function createFakeProfile(): FakeProfile {
  const table = createLockTable();
  const hub = createChannelHub();
  return {
    openTab() {
      const tab = {};
      return {
        locks: {
          request: (name, signal, held) => table.request(tab, name, signal, held),
          steal: (name, held) => table.steal(tab, name, held),
        },
        openChannel: (name) => hub.open(tab, name),
        close() {
          table.release(tab);
          hub.release(tab);
        },
      };
    },
  };
}
