import type { Refusal, Row } from '@tidemark/protocol';
import type { Failure } from '../model/delivery.ts';

/**
 * The life of one op, as a total table of state × event.
 *
 *   queued ──push──▶ inflight ──ok──▶ acked ──seen──▶ (gone)
 *     ▲                │ │ └─lost──▶ unknown ──push──▶ inflight
 *     └──refuse(retry)─┘ └─refuse(permanent)──▶ failed ──retry──▶ queued
 *                        └─refuse(conflict)───▶ conflict
 *
 * `seen` (the op's effect is part of the base) ends every state; `ok` is believed whenever it comes.
 */
export type OpState =
  | { readonly kind: 'queued' }
  | { readonly kind: 'inflight' }
  /** Pushed, and the outcome is not known: never shown as failed, pushed again under the same opId. */
  | { readonly kind: 'unknown' }
  /** Committed at the server; its effect is not in the base yet. */
  | { readonly kind: 'acked'; readonly ack: Ack }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'conflict'; readonly failure: Failure; readonly theirs: Row | undefined };

export interface Ack {
  readonly epoch: string;
  readonly rev: number;
  readonly ord?: number | undefined;
  readonly at: number;
  /** The server had it before this push: what it holds may be another version of it. */
  readonly duplicate?: true | undefined;
}

export type OpEvent =
  | { readonly kind: 'pushed' }
  | { readonly kind: 'confirmed'; readonly ack: Ack }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The connection ended, or anything came that is not understood. */
  | { readonly kind: 'lost' }
  /** The stream's history is another one: an acknowledgement of the old one is worth nothing. */
  | { readonly kind: 'history-lost' }
  | { readonly kind: 'retried' };

const queued: OpState = { kind: 'queued' };
const inflight: OpState = { kind: 'inflight' };
const unknown: OpState = { kind: 'unknown' };

/** What becomes of an op. Returns the same object when nothing changes. */
export function nextOpState(state: OpState, event: OpEvent): OpState {
  switch (event.kind) {
    case 'pushed':
      return state.kind === 'queued' || state.kind === 'unknown' ? inflight : state;
    case 'confirmed':
      return { kind: 'acked', ack: event.ack };
    case 'refused':
      // A refusal of an op that is already acked or settled otherwise is an old answer: an ok is for ever.
      return state.kind === 'inflight' || state.kind === 'unknown' ? refused(event.refusal) : state;
    case 'lost':
      return state.kind === 'inflight' ? unknown : state;
    case 'history-lost':
      return state.kind === 'acked' || state.kind === 'inflight' ? unknown : state;
    case 'retried':
      return state.kind === 'failed' || state.kind === 'conflict' ? queued : state;
  }
}

function refused(refusal: Refusal): OpState {
  const failure: Failure = { code: refusal.code, message: refusal.message, retryable: refusal.class !== 'permanent' };
  switch (refusal.class) {
    case 'retry':
    case 'auth':
      return queued;
    case 'permanent':
      return { kind: 'failed', failure };
    case 'conflict':
      return { kind: 'conflict', failure, theirs: refusal.row };
  }
}
