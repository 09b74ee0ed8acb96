import { type Cells, printTable } from '../../docs/table.ts';
import { installPeers } from '../../install-peers.ts';
import type { Measured } from '../trial.ts';
import { LOCAL_CONTENDERS } from './contenders.ts';
import { aheadOfOurs, type PeerFigure, peerCells } from './figures.ts';
import { measurePeers } from './measure-peers.ts';

export interface BesidePeers {
  readonly title: string;
  readonly cells: Cells;
  readonly found: Readonly<Record<string, Measured>>;
  /** No peer of our durability does better. */
  readonly isAhead: boolean;
}

const TITLE = 'Chromium, beside what people would use instead';

/** Measures the local workloads beside peers, and prints what came of it. */
export async function besidePeers(figures: readonly PeerFigure[], rounds: number): Promise<BesidePeers> {
  installPeers();
  const found = await measurePeers(figures, rounds);
  const cells = peerCells(found, figures, LOCAL_CONTENDERS);
  process.stdout.write(
    `${TITLE}\n${printTable(cells, (column) => column === 0 || column > LOCAL_CONTENDERS.length)}\n\n`,
  );
  const isAhead = figures.every((row) => aheadOfOurs(found, row, LOCAL_CONTENDERS).length === 0);
  return { title: TITLE, cells, found: Object.fromEntries(found), isAhead };
}
