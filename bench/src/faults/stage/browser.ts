import { readdirSync, readFileSync } from 'node:fs';
import { type BrowserContext, chromium } from 'playwright';
import { CHROMIUM, CHROMIUM_ARGS } from '../../local/chromium.ts';

export interface Browser {
  readonly context: BrowserContext;
  /** SIGKILL to every renderer of this browser. */
  killRenderers(): void;
  close(): Promise<void>;
}

/** The system's Chromium with a profile of its own, in this folder. */
export async function openBrowser(profile: string): Promise<Browser> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: [...CHROMIUM_ARGS],
  });
  return {
    context,
    killRenderers() {
      const processes = readProcesses();
      const main = processes.find(({ args }) => args.includes(`--user-data-dir=${profile}`) && !isKind(args, ''));
      const renderers = main ? descendants(processes, main.pid).filter(({ args }) => isKind(args, 'renderer')) : [];
      for (const { pid } of renderers) kill(pid);
    },
    close: () => context.close(),
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly args: readonly string[];
}

const isKind = (args: readonly string[], kind: string): boolean => args.some((arg) => arg.startsWith(`--type=${kind}`));

/** All processes of this machine: only a descendant of our own browser is ever hit. */
function readProcesses(): readonly Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const args = readFileSync(`/proc/${name}/cmdline`, 'utf8').split(/[\0 ]/);
        return [{ pid: Number(name), parent: Number(parent), args }];
      } catch {
        return []; // gone meanwhile
      }
    });
}

function descendants(processes: readonly Process[], pid: number): readonly Process[] {
  const children = processes.filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child, ...descendants(processes, child.pid)]);
}
