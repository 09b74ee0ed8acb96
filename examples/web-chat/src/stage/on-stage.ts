import type { Client } from '@tidemark/core';
import type { NetworkSwitch } from '@tidemark/devtools/network';

/** What a chat on the stage lets the page around it have, so that a story can be played with it. */
export interface OnStage {
  readonly client: Client;
  readonly network: NetworkSwitch;
}

declare global {
  interface Window {
    tidemarkOnStage?: OnStage | undefined;
  }
}
