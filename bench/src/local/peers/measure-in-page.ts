import { runStep } from '../step.ts';
import { turn } from '../turn-in-page.ts';
import { createPeer } from './create-peer.ts';
import type { OpenPeer, Stores } from './peer.ts';

/** Makes the page do what it is asked for with this peer. */
export function measureInPage(open: OpenPeer, stores: Stores): void {
  globalThis.measureStep = (step) => runStep(createPeer(open, turn, stores), step);
}
