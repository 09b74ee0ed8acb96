import type { NetworkState } from '../network.ts';
import type { Actions } from '../panel/actions.ts';
import type { PanelState } from '../panel/panel-state.ts';
import type { Recorder } from '../record/recorder.ts';

/** All that a view shows and calls. */
export interface ViewContext {
  readonly recorder: Recorder;
  readonly state: PanelState;
  readonly actions: Actions;
  /** Where the network can be switched: how it is. */
  readonly network?: NetworkState | undefined;
  readonly user?: string | undefined;
  /** This device's clock. */
  readonly now: number;
}
