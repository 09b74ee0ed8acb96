import '../chat/theme/tokens.css';
import '../chat/theme/base.css';
import { createRoot } from 'react-dom/client';
import { applyTheme, rememberedTheme } from '../chat/theme/theme.ts';
import { createServerLink } from './server-link.ts';
import { StagePage } from './stage-page.tsx';

applyTheme(rememberedTheme());
// Another page of the chat changed it.
addEventListener('storage', () => applyTheme(rememberedTheme()));
const server = createServerLink(new EventSource('/control/events'));
createRoot(document.getElementById('stage') as HTMLElement).render(<StagePage server={server} />);
