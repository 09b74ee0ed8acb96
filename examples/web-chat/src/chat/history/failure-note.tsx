import './failure-note.css';
import { type Failure, reasonOf } from '@tidemark/core';
import type { ReactElement } from 'react';
import { useActions } from './message-actions.ts';

export interface FailureNoteProps {
  readonly opId: string;
  readonly what: string;
  readonly failure: Failure;
}

/** Why something was refused, and what can be done about it. */
export function FailureNote({ opId, what, failure }: FailureNoteProps): ReactElement {
  const { retry, discard } = useActions();
  return (
    <div className="failure-note">
      <p>
        {what}. {reasonOf(failure)}
      </p>
      <button type="button" onClick={() => retry(opId)}>
        Retry
      </button>
      <button type="button" onClick={() => discard(opId)}>
        Discard
      </button>
    </div>
  );
}
