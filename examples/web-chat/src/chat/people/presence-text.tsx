import { usePresence } from '@tidemark/react';
import type { ReactElement } from 'react';
import { shortTime } from '../time/time-of.ts';

/** Whether somebody is there, in words; nothing while that is not known. */
export function PresenceText({ user }: { readonly user: string }): ReactElement | null {
  const { state, at } = usePresence(user);
  if (state === 'unknown') return null;
  if (state === 'online') return <>online</>;
  if (state === 'away') return <>away</>;
  return <>{at === undefined ? 'offline' : `last seen ${shortTime(at, Date.now())}`}</>;
}
