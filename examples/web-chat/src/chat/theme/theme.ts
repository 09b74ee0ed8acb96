export type Theme = 'system' | 'light' | 'dark';

const KEY = 'web-chat.theme';
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function rememberedTheme(): Theme {
  const found = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === found) ?? 'system';
}

/** `color-scheme` of the page is all that tokens.css goes by. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  localStorage.setItem(KEY, theme);
}

export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
}
