import { TidemarkProvider } from '@tidemark/react';
import { type ReactElement, useSyncExternalStore } from 'react';
import type { Sessions } from './session/sessions.ts';
import { SignIn } from './session/sign-in.tsx';
import { ErrorBoundary, Trouble } from './shell/error-boundary.tsx';
import { Shell } from './shell/shell.tsx';

export function App({ sessions }: { readonly sessions: Sessions }): ReactElement {
  const session = useSyncExternalStore(sessions.subscribe, sessions.get);
  switch (session.kind) {
    case 'signed-out':
      return <SignIn signIn={sessions.signIn} />;
    case 'opening':
      return <main className="opening" aria-busy="true" aria-label="Opening" />;
    case 'failed':
      return <Trouble error={session.error} again={() => location.reload()} />;
    case 'open':
      return (
        <ErrorBoundary>
          <TidemarkProvider client={session.client}>
            <Shell user={session.user} link={session.link} watch={session.watch} signOut={sessions.signOut} />
          </TidemarkProvider>
        </ErrorBoundary>
      );
  }
}
