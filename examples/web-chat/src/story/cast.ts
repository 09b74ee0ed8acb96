import { join } from 'node:path';
import type { Client } from '@tidemark/core';
import { launchServer } from '../start/server-child.ts';
import { type Supervisor, supervise } from '../start/supervisor.ts';
import { systemPorts } from '../start/system-ports.ts';
import { type OpenedPerson, openPerson } from './open-person.ts';
import type { Who } from './script.ts';
import { until } from './until.ts';

/** Everybody the story needs where there is no page: a server that can be killed and two clients, each with its database. */
export interface Cast {
  readonly server: Supervisor;
  readonly people: Readonly<Record<Who, OpenedPerson>>;
  /** A new conversation of both, known to both. */
  meet(signal: AbortSignal): Promise<string>;
  /** Ends the clients, then the server. */
  leave(): Promise<void>;
}

/** Opens them in one folder. Rejects with what the server said where it cannot start. */
export async function gather(data: string, onError: (error: unknown) => void): Promise<Cast> {
  const launch = (port: number, signal: AbortSignal) => launchServer(join(data, 'server'), port, signal);
  const server = await supervise(0, { launch, ...systemPorts });
  const opened: OpenedPerson[] = [];
  const open = async (user: string): Promise<OpenedPerson> => {
    const person = await openPerson({ user, data: join(data, 'people'), url: server.url, onError });
    opened.push(person);
    return person;
  };
  const leave = async (): Promise<void> => {
    for (const { client } of opened) await client.close();
    await server.stop();
  };
  try {
    const people = { ann: await open('ann'), bob: await open('bob') };
    return { server, people, leave, meet: (signal) => meet(people.ann.client, people.bob.client, signal) };
  } catch (error) {
    await leave();
    throw error;
  }
}

async function meet(ann: Client, bob: Client, signal: AbortSignal): Promise<string> {
  await Promise.all([ann.users.setProfile({ name: 'Ann' }), bob.users.setProfile({ name: 'Bob' })]);
  const { id } = await ann.conversations.create({ kind: 'group', title: 'Harbour', members: ['bob'] });
  await ann.whenSynced(id, { signal });
  await until(bob.conversations.observe(), ({ rows }) => rows.some((row) => row.id === id), signal);
  return id;
}
