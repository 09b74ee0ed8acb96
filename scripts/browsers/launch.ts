import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SystemBrowser } from './system-browser.ts';

/** A running browser. */
export interface Launched {
  /** Resolves with the reason, when the browser ends. */
  readonly ended: Promise<string>;
  /** Ends it and removes its profile. */
  close(): Promise<void>;
}

/** Starts the browser with this page, in a profile of its own. */
export function launch(browser: SystemBrowser, url: string): Launched {
  const profile = mkdtempSync(join(quickFolder(), `tidemark-${browser.name}-`));
  const [program, ...args] = browser.command(url, profile);
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    // A group of its own, so that its children end with it.
    detached: true,
    env: {
      ...process.env,
      HOME: profile,
      XDG_DATA_HOME: profile,
      XDG_CACHE_HOME: profile,
      XDG_CONFIG_HOME: profile,
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', // it needs rights that containers lack
    },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(String(error)));
    child.on('exit', (code, signal) => resolve(`${browser.name} ended with ${signal ?? code}: ${said}`));
  });
  return {
    ended,
    async close() {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
        process.kill(-child.pid, 'SIGTERM');
        await ended;
      }
      rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** Memory, where there is enough of it: WebKit syncs each commit, and a disk takes four times as long for the suite. */
function quickFolder(): string {
  const memory = '/dev/shm';
  try {
    const { bavail, bsize } = statfsSync(memory);
    if (bavail * bsize > 1_000_000_000) return memory;
  } catch {
    // No such folder on this system.
  }
  return tmpdir();
}
