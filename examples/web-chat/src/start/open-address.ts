import { spawn } from 'node:child_process';

export interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What opens an address in somebody's browser; undefined where nobody would see it. */
export function opener({ platform, env }: Desktop): readonly string[] | undefined {
  if (env['CI'] || env['SSH_CONNECTION']) return undefined;
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open'] : undefined;
}

/** Resolves with whether it was opened: not where there is no display, nor where the system has no opener. */
export async function openAddress(address: string, desktop: Desktop): Promise<boolean> {
  const [command, ...args] = opener(desktop) ?? [];
  if (command === undefined) return false;
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  const isOpened = await new Promise<boolean>((resolve) => {
    child.once('spawn', () => resolve(true));
    child.once('error', () => resolve(false));
  });
  // The browser is the person's own, and outlives this program.
  child.unref();
  return isOpened;
}
