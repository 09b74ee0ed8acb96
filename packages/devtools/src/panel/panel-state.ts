import type { CacheUsage } from '@tidemark/core';
import type { InspectedStream } from '@tidemark/core/inspect';
import type { LogEntry } from '../record/log-event.ts';

export const TABS = ['sync', 'outbox', 'streams', 'cache', 'tabs', 'log'] as const;
export type TabName = (typeof TABS)[number];

/** What a person chose in the panel, and what was read for it. */
export interface PanelState {
  readonly tab: TabName;
  /** The op whose way is shown. */
  readonly openOp?: string | undefined;
  readonly filter: string;
  /** The log as it was when it was stopped; absent while it goes on. */
  readonly stopped?: readonly LogEntry[] | undefined;
  readonly isAsking: boolean;
  /** What became of the last button, in words. */
  readonly notice?: { readonly tone: 'good' | 'bad'; readonly text: string } | undefined;
  readonly streams?: readonly InspectedStream[] | undefined;
  readonly usage?: CacheUsage | undefined;
}

export const FIRST_STATE: PanelState = { tab: 'sync', filter: '', isAsking: false };
