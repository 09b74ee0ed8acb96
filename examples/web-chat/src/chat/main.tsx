import './theme/tokens.css';
import './theme/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { launchOptions } from './launch/launch-options.ts';
import { startOffline } from './launch/start-offline.ts';
import { createSessions } from './session/sessions.ts';
import { applyTheme, rememberedTheme } from './theme/theme.ts';

applyTheme(rememberedTheme());
// Another page of the chat changed it.
addEventListener('storage', () => applyTheme(rememberedTheme()));
const sessions = createSessions(launchOptions(location));

createRoot(document.getElementById('app') as HTMLElement).render(
  <StrictMode>
    <App sessions={sessions} />
  </StrictMode>,
);
startOffline();
