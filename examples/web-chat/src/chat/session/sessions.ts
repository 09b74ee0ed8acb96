import type { Client } from '@tidemark/core';
import type { LaunchOptions } from '../launch/launch-options.ts';
import { type Opened, openClient } from './open-client.ts';
import { rememberedUser, rememberUser } from './remembered-user.ts';
import { nameOfId, userIdOf } from './user-id.ts';

export type Session =
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'opening'; readonly user: string }
  | ({ readonly kind: 'open'; readonly user: string } & Opened)
  | { readonly kind: 'failed'; readonly user: string; readonly error: unknown };

/** Who uses the page. It lives outside of React: a client must be made once, and closed once. */
export interface Sessions {
  readonly get: () => Session;
  readonly subscribe: (changed: () => void) => () => void;
  readonly signIn: (name: string) => void;
  readonly signOut: () => void;
}

export function createSessions({ as, server, isStage }: LaunchOptions): Sessions {
  const listeners = new Set<() => void>();
  let session: Session = { kind: 'signed-out' };

  function become(next: Session): void {
    session = next;
    for (const listener of listeners) listener();
  }

  function open(user: string, name: string | undefined): void {
    become({ kind: 'opening', user });
    openClient({ user, server, isStage }).then(
      (opened) => {
        become({ kind: 'open', user, ...opened });
        if (name !== undefined) introduce(opened.client, name).catch(console.error);
      },
      (error: unknown) => become({ kind: 'failed', user, error }),
    );
  }

  function signOut(): void {
    if (session.kind === 'open') session.client.close().catch(console.error);
    if (as === undefined) rememberUser(undefined);
    become({ kind: 'signed-out' });
  }

  // Somebody named in the address is signed in for this page only.
  const last = as === undefined ? rememberedUser() : undefined;
  if (as !== undefined) open(userIdOf(as), nameOfId(userIdOf(as)));
  else if (last !== undefined) open(last, undefined);

  return {
    get: () => session,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    signIn(name) {
      const user = userIdOf(name);
      rememberUser(user);
      // What is written here must not be the first thing that a full disk takes.
      void navigator.storage?.persist?.().catch(() => {});
      open(user, name.trim() === user ? nameOfId(user) : name.trim());
    },
    signOut,
  };
}

async function introduce(client: Client, name: string): Promise<void> {
  const known = await client.users.get(client.user ?? '');
  if (known?.name !== name) await client.users.setProfile({ name });
}
