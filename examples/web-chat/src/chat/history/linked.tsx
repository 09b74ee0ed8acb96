import { memo, type ReactElement } from 'react';

const ADDRESS = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}])/u;

/** A text with its web addresses as links. */
export const Linked = memo(function Linked({ text }: { readonly text: string }): ReactElement {
  if (!text.includes('://')) return <>{text}</>;
  const parts = text.split(ADDRESS);
  return (
    <>
      {parts.map((part, n) =>
        n % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name
          <a key={n} href={part} target="_blank" rel="noreferrer noopener">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </>
  );
});
