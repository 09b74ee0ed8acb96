import './stage-page.css';
import { type ReactElement, useRef, useState } from 'react';
import { ThemeToggle } from '../chat/theme/theme-toggle.tsx';
import { ChatFrame } from './chat-frame.tsx';
import { PlanPane } from './plan-pane.tsx';
import { ServerControl } from './server-control.tsx';
import type { ServerLink } from './server-link.ts';
import { createTour } from './tour.ts';
import { TourBar } from './tour-bar.tsx';
import { useServer } from './use-server.ts';

/** Two people side by side, the server between them, and beneath, a plan that both change. */
export function StagePage({ server }: { readonly server: ServerLink }): ReactElement {
  // The address is the first one: the server comes back where it was.
  const url = useServer(server)?.url;
  const ann = useRef<HTMLIFrameElement>(null);
  const bob = useRef<HTMLIFrameElement>(null);
  const [tour] = useState(() => createTour({ server, frames: () => ({ ann: ann.current, bob: bob.current }) }));
  return (
    <div className="stage">
      <header className="stage-bar">
        <h1>Tidemark</h1>
        <TourBar tour={tour} />
        <ServerControl server={server} />
        <ThemeToggle />
      </header>
      {url === undefined ? (
        <p className="stage-waiting">Looking for the server …</p>
      ) : (
        <>
          <main className="stage-chats">
            <ChatFrame who="ann" name="Ann" server={url} frame={ann} />
            <ChatFrame who="bob" name="Bob" server={url} frame={bob} />
          </main>
          <PlanPane server={url} />
        </>
      )}
    </div>
  );
}
