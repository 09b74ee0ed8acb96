import './unread-above.css';
import type { Message } from '@tidemark/core';
import type { ReactElement } from 'react';
import { linkTo } from '../route/place.ts';

export interface UnreadAboveProps {
  readonly conversationId: string;
  /** The last ord that had been read. */
  readonly readTo: number;
  readonly rows: readonly Message[];
}

/** Where more is new than the page shows: the way to where it begins. */
export function UnreadAbove({ conversationId, readTo, rows }: UnreadAboveProps): ReactElement | null {
  const first = rows[0]?.ord;
  const count = first === undefined ? 0 : first - readTo - 1;
  if (count <= 0) return null;
  return (
    <a className="unread-above" href={linkTo(conversationId, { ord: readTo + 1 })}>
      {count === 1 ? 'One more new message' : `${count.toLocaleString()} more new messages`} above
    </a>
  );
}
