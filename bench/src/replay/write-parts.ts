import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import type { ClientPart, ServerPart, WholePart } from './cast.ts';
import type { ReplayOptions } from './options.ts';
import type { Plan } from './plan-messages.ts';
import { userOf } from './user-of.ts';
import type { WholePlan } from './whole/plan-whole.ts';

/** Where the processes of a run keep their things. */
export interface Parts {
  readonly server: string;
  readonly serverDatabase: string;
  readonly clients: readonly { readonly name: string; readonly part: string; readonly database: string }[];
}

/** Looking whether a message is visible costs time, which the rate is measured in. */
const AT_FULL_SPEED = { unresolvedMost: 2_000, visibleEvery: 16 };
/** Few at once, so that there is time to be hit between them. */
const AMONG_FAULTS = { unresolvedMost: 8, visibleEvery: 4 };

export interface PartsOptions {
  readonly folder: string;
  readonly plan: Plan;
  readonly whole: WholePlan | undefined;
  readonly options: ReplayOptions;
  readonly serverPort: number;
  /** Where each client connects. */
  readonly ports: readonly number[];
}

/** Signs the tokens of a run. */
export const SECRET = 'the replay signs its own tokens with this';
/** With faults: a half-open connection is noticed after twice this. */
const HEARTBEAT_MS = { faults: 1_500, quiet: 25_000 };

/** Writes the file of each process. */
export async function writeParts({ folder, plan, whole, options, serverPort, ports }: PartsOptions): Promise<Parts> {
  const data = join(folder, 'server');
  mkdirSync(data);
  const heartbeatMs = options.cuts > 0 ? HEARTBEAT_MS.faults : HEARTBEAT_MS.quiet;
  const write = (name: string, part: ServerPart | ClientPart): string => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, JSON.stringify(part));
    return path;
  };
  const server = write('server', { port: serverPort, data, secret: SECRET, heartbeatMs });
  const clients = await Promise.all(
    ports.map(async (port, client) => {
      const name = userOf(client);
      const database = join(folder, `${name}.sqlite`);
      const lines = plan.messages.filter((message) => message.client === client);
      const part = write(name, {
        user: name,
        token: await tokenOf(name),
        url: `ws://127.0.0.1:${port}/sync`,
        database,
        resolvedLog: join(folder, `${name}.resolved`),
        conversations: plan.conversations,
        ...(client === 0 && { invites: ports.map((_, i) => userOf(i)).slice(1) }),
        ...(whole && { whole: wholePart(whole, client, ports.length) }),
        lines,
        total: plan.messages.length,
        ...(options.cuts === 0 ? AT_FULL_SPEED : AMONG_FAULTS),
      });
      return { name, part, database };
    }),
  );
  return { server, serverDatabase: join(data, 'tidemark.sqlite'), clients };
}

function wholePart({ events: { present, events }, words }: WholePlan, client: number, clients: number): WholePart {
  return {
    users: Array.from({ length: clients }, (_, each) => userOf(each)),
    present: client === 0 ? Object.fromEntries(present) : {},
    events: events.filter((event) => event.client === client),
    words: words.map(({ word }) => word),
  };
}

export function tokenOf(user: string): Promise<string> {
  const key = new TextEncoder().encode(SECRET);
  return new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setSubject(user).setExpirationTime('1d').sign(key);
}
