import { runStep } from '../step.ts';
import { turn } from '../turn-in-page.ts';
import { createPeer } from './create-peer.ts';
import type { OpenPeer } from './peer.ts';

/** Makes the page do what it is asked for with this peer. One that `forgets` stores nothing. */
export function measureInPage(open: OpenPeer, { forgets = false }: { readonly forgets?: boolean } = {}): void {
  globalThis.measureStep = (step) => runStep(createPeer(open, turn, forgets), step);
}
