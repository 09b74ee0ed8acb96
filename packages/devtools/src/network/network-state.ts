import { TidemarkError } from '@tidemark/protocol';

/** What a network does to a client. Everything off: nothing is changed on its way. */
export interface NetworkState {
  /** There is no network: open connections end, new ones fail. */
  readonly offline: boolean;
  /** How much longer connecting and every message take, each way. */
  readonly delayMs: number;
  /** What the server answers to pushes is lost: the connection breaks there, and what was pushed must go again. */
  readonly dropResults: boolean;
  /** What the server says arrives twice. */
  readonly duplicate: boolean;
  /** What the server says arrives in pairs turned round. */
  readonly reorder: boolean;
  /**
   * The chance, from 0 to 1, that the connection breaks on a message of either side, which is lost with all that follows:
   * no WebSocket loses a message and carries on.
   */
  readonly loss: number;
}

export const CALM: NetworkState = Object.freeze({
  offline: false,
  delayMs: 0,
  dropResults: false,
  duplicate: false,
  reorder: false,
  loss: 0,
});

/** The state with the change in it; the same object where that changes nothing. Throws `options/invalid`. */
export function changed(state: NetworkState, change: Partial<NetworkState>): NetworkState {
  const next = { ...state, ...change };
  if (!(next.delayMs >= 0 && Number.isFinite(next.delayMs))) throw invalid('delayMs', 'a number from 0', next.delayMs);
  if (!(next.loss >= 0 && next.loss <= 1)) throw invalid('loss', 'a number from 0 to 1', next.loss);
  const isSame = Object.entries(next).every(([name, value]) => state[name as keyof NetworkState] === value);
  return isSame ? state : Object.freeze(next);
}

function invalid(option: string, wanted: string, value: unknown): TidemarkError {
  const found = String(value);
  return new TidemarkError('options/invalid', `${option} is ${wanted}, not ${found}`, { option, found });
}
