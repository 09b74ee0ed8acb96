import './avatar.css';
import { usePresence } from '@tidemark/react';
import type { CSSProperties, ReactElement } from 'react';

/** Initials on a colour of the name's own. Beside a name that is read out, so it is silent itself. */
export function Avatar({ name, children }: { readonly name: string; readonly children?: ReactElement }): ReactElement {
  return (
    <span className="avatar" style={{ '--hue': hueOf(name) } as CSSProperties} aria-hidden="true">
      {initialsOf(name)}
      {children}
    </span>
  );
}

/** With whether the user is there. */
export function AvatarOfUser({ name, user }: { readonly name: string; readonly user: string }): ReactElement {
  const { state } = usePresence(user);
  return <Avatar name={name}>{<i className="presence-dot" data-state={state} />}</Avatar>;
}

function initialsOf(name: string): string {
  const words = name.split(/[\s,]+/u).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => [...word][0]?.toUpperCase() ?? '')
    .join('');
}

function hueOf(name: string): number {
  let hash = 7;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return hash;
}
