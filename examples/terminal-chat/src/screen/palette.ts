import type { Style } from './line.ts';

/** Legible on dark and on light ground. */
const AUTHORS: readonly number[] = [173, 71, 139, 67, 178, 37, 168, 107];

/** A person's colour, the same everywhere. */
export function authorColor(user: string): number {
  let hash = 5;
  for (let i = 0; i < user.length; i++) hash = (hash * 31 + user.charCodeAt(i)) % 65_521;
  return AUTHORS[hash % AUTHORS.length] ?? 67;
}

export const quiet: Style = { color: 245 };
export const strong: Style = { bold: true };
export const good: Style = { color: 71 };
export const busy: Style = { color: 178 };
export const away: Style = { color: 208 };
export const bad: Style = { color: 167, bold: true };
export const blue: Style = { color: 39, bold: true };
export const bar: Style = { color: 252, background: 236 };
export const activeBar: Style = { color: 231, background: 24, bold: true };
