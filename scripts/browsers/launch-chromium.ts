import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type BrowserContext, chromium } from 'playwright';
import { inject } from 'vitest';

/** A whole browser that can be killed as the system would kill it. */
export interface LaunchedChromium {
  readonly context: BrowserContext;
  /** SIGKILL to all its processes; resolves when they are gone. */
  kill(): Promise<void>;
}

export async function launchChromium(profile: string): Promise<LaunchedChromium> {
  const { executablePath, args } = inject('chromium');
  const own = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
  // A group of its own, so that the children die with it.
  const child = spawn(executablePath, [...args, ...own], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = once(child, 'exit');
  let address: string | undefined;
  for await (const line of createInterface(child.stderr)) {
    address = /^DevTools listening on (ws:.*)$/.exec(line)?.[1];
    if (address !== undefined) break;
  }
  child.stderr.resume();
  if (address === undefined) throw new Error('Chromium ended before it listened');
  const browser = await chromium.connectOverCDP(address, { timeout: 0 });
  const context = browser.contexts()[0] as BrowserContext;
  context.setDefaultTimeout(0);
  return {
    context,
    async kill() {
      process.kill(-(child.pid as number), 'SIGKILL');
      await gone;
      await browser.close();
    },
  };
}
