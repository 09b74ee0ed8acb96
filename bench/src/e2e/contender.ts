import { join } from 'node:path';

/** One way from device to device: a server's process, and a module that opens devices. */
export interface Contender {
  readonly name: string;
  /** Seen from `journey/run-child.ts`. */
  readonly server: string;
  readonly serverArgs: (folder: string) => readonly string[];
  /** Exports `openDevice`. */
  readonly devices: string;
  /** Whether who was away gets what it missed. */
  readonly keepsForTheAbsent: boolean;
  /** Its adapter knows one conversation of two people: E1 to E3. */
  readonly isForTwo?: boolean | undefined;
  /** One that people would use instead, and that stores at both ends: ours must do no worse. */
  readonly isRival?: boolean | undefined;
}

const here = (module: string): string => join(import.meta.dirname, module);
const sqliteRelay = (name: string, synchronous: 'NORMAL' | 'FULL'): Contender => ({
  name,
  server: '../e2e/sqlite-relay-main.ts',
  serverArgs: (folder) => [folder, synchronous],
  devices: here('contenders/sqlite-relay.ts'),
  keepsForTheAbsent: true,
});

export const OURS: Contender = {
  name: 'ours',
  server: 'server-main.ts',
  serverArgs: (folder) => [folder],
  devices: here('contenders/ours.ts'),
  keepsForTheAbsent: true,
};

export const FLOORS = {
  relay: {
    name: 'ws relay',
    server: '../e2e/relay-main.ts',
    serverArgs: () => [],
    devices: here('contenders/relay.ts'),
    keepsForTheAbsent: false,
  },
  normal: sqliteRelay('ws + SQLite, NORMAL', 'NORMAL'),
  full: sqliteRelay('ws + SQLite, FULL', 'FULL'),
} as const satisfies Readonly<Record<string, Contender>>;
