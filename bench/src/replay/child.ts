import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { isRunning, launch } from './launch.ts';
import type { Command, Report } from './reports.ts';

/** A process of the run under one name: killed and started again, it stays the same child. */
export interface Child {
  readonly name: string;
  /** Resolves when it says that it is ready. */
  start(): Promise<void>;
  /** Resolves when it is gone. False when it did not run. */
  stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<boolean>;
  send(command: Command): void;
  /** Resolves when it has ended by itself, as it was told to. */
  ended(): Promise<void>;
}

export interface ChildOptions {
  readonly name: string;
  /** The module it runs. */
  readonly module: string;
  /** The file that tells it its part. */
  readonly part: string;
  /** What it prints goes to a file here. */
  readonly folder: string;
  readonly profile?: string | undefined;
  readonly reported: (report: Report) => void;
}

export function createChild(options: ChildOptions): Child {
  const { name, folder, reported } = options;
  let current: ChildProcess | undefined;
  /** An exit now is our doing. */
  let isExpected = false;
  let starts = 0;

  function begin(): ChildProcess {
    const child = launch({
      module: join(import.meta.dirname, options.module),
      args: [options.part],
      log: join(folder, `${name}.log`),
      nodeArgs: profileArgs(options, ++starts),
    });
    child.on('exit', (code, signal) => {
      if (!isExpected) reported({ type: 'trouble', message: `${name} ended by itself: ${signal ?? `code ${code}`}` });
    });
    return child;
  }

  return {
    name,
    start() {
      isExpected = false;
      const child = begin();
      current = child;
      return new Promise((resolve) => {
        child.on('message', (report: Report) => {
          if (child !== current) return;
          reported(report);
          if (report.type === 'ready') resolve();
        });
        // A start that is killed is over, too.
        child.on('exit', () => resolve());
      });
    },
    async stop(signal) {
      const child = current;
      if (!child || !isRunning(child)) return false;
      isExpected = true;
      child.kill(signal);
      await once(child, 'exit');
      return true;
    },
    send(command) {
      if (current?.connected) current.send(command);
    },
    async ended() {
      isExpected = true;
      if (current && isRunning(current)) await once(current, 'exit');
    },
  };
}

function profileArgs({ name, profile }: ChildOptions, starts: number): readonly string[] {
  if (profile === undefined) return [];
  return ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${basename(name)}-${starts}.cpuprofile`];
}
