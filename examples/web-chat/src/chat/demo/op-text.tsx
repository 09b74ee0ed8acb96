import type { OutboxEntry } from '@tidemark/core';
import { useMessage } from '@tidemark/react';
import type { ReactElement } from 'react';
import { shortText } from '../history/quote.tsx';

/** What an op says: of a message its text, of anything else what it does. */
export function OpText({ entry }: { readonly entry: OutboxEntry }): ReactElement {
  return <>{entry.collection === 'message' && entry.kind === 'put' ? <TextOf entry={entry} /> : nameOf(entry)}</>;
}

const nameOf = ({ collection, kind }: OutboxEntry): string => `${collection} ${kind}`;

function TextOf({ entry }: { readonly entry: OutboxEntry }): ReactElement {
  const { message } = useMessage(entry.lane.replace(/^conversation:/, ''), entry.key);
  return <>{message ? `“${shortText(message)}”` : nameOf(entry)}</>;
}
