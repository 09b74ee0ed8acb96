import type { TextRange } from '@tidemark/core/search';
import type { ReactElement } from 'react';

/** How much of a text stands before the first word found. */
const BEFORE = 24;

/** A text with the words that were found marked, beginning shortly before the first. */
export function Marked({
  text,
  ranges,
}: {
  readonly text: string;
  readonly ranges: readonly TextRange[];
}): ReactElement {
  const start = Math.max(0, (ranges[0]?.from ?? 0) - BEFORE);
  const parts: (string | ReactElement)[] = start > 0 ? ['… '] : [];
  let at = start;
  for (const { from, to } of ranges) {
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  return (
    <>
      {parts}
      {text.slice(at, at + 200)}
    </>
  );
}
