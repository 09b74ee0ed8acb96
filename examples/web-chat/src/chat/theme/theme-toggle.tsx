import { type ReactElement, useState } from 'react';
import { Icon, type IconName } from '../icons/icon.tsx';
import { applyTheme, nextTheme, rememberedTheme, type Theme } from './theme.ts';

const ICONS: Readonly<Record<Theme, IconName>> = { system: 'half', light: 'sun', dark: 'moon' };
const NAMES: Readonly<Record<Theme, string>> = { system: 'as the system', light: 'light', dark: 'dark' };

export function ThemeToggle(): ReactElement {
  const [theme, setTheme] = useState(rememberedTheme);
  const next = nextTheme(theme);
  function change(): void {
    applyTheme(next);
    setTheme(next);
  }
  return (
    <button type="button" className="quiet-button" aria-label={`Colours: ${NAMES[theme]}`} onClick={change}>
      <Icon name={ICONS[theme]} />
    </button>
  );
}
