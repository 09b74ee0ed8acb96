import { useMessages } from '@tidemark/react';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { PAGE } from './newest-history.tsx';
import { shortText } from './quote.tsx';

export interface AnnouncerProps {
  readonly conversationId: string;
  readonly nameOf: (user: string | undefined) => string;
}

/** Reads out what comes in; what was there already is not read. */
export function Announcer({ conversationId, nameOf }: AnnouncerProps): ReactElement {
  const { rows, status } = useMessages(conversationId, { limit: PAGE });
  const [said, setSaid] = useState('');
  const newest = rows.at(-1);
  const known = useRef<string>(undefined);
  useEffect(() => {
    const id = newest?.id ?? '';
    const before = known.current;
    if (status === 'ready' || before !== undefined) known.current = id;
    if (before === undefined || before === id || !newest || newest.mine) return;
    setSaid(`${nameOf(newest.author)}: ${shortText(newest)}`);
  }, [newest, status, nameOf]);
  return (
    <p className="only-heard" role="log" aria-live="polite">
      {said}
    </p>
  );
}
