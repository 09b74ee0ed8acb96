import type { Head } from '@tidemark/protocol';
import type { Draft } from './draft.ts';

/**
 * Raises what is known of a stream's head; one of another history replaces it. What was heard of is not forgotten: once
 * the history that is held may be over, no hint says that it goes on, which may be older, but only an answer.
 */
export function noteHead(draft: Draft, head: Head, isAnswer = false): void {
  const { state } = draft.stream(head.stream);
  const before = state.head;
  if (before?.epoch !== head.epoch) {
    const isOver = before !== undefined && head.epoch === state.cursor?.epoch;
    if (isAnswer || !isOver) state.head = head;
    return;
  }
  if (head.rev <= before.rev && head.ord <= before.ord && head.marksRev <= before.marksRev) return;
  state.head = {
    ...head,
    rev: Math.max(head.rev, before.rev),
    ord: Math.max(head.ord, before.ord),
    marksRev: Math.max(head.marksRev, before.marksRev),
    at: Math.max(head.at, before.at),
  };
}
