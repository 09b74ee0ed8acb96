import type { Connection } from '@tidemark/core';
import type { ServerFrame } from '@tidemark/protocol';
import type { ScriptedPeer } from '../memory-network/scripted-server.ts';
import type { TransportUnderTest } from './transport-check.ts';

/** A check before it is bound to a transport. */
export interface BoundCheck {
  readonly name: string;
  run(under: TransportUnderTest): Promise<void>;
}

export interface OpenConnection {
  readonly connection: Connection;
  readonly peer: ScriptedPeer;
  readonly controller: AbortController;
}

/** Connects, and takes the connection at the server. */
export async function openConnection(under: TransportUnderTest): Promise<OpenConnection> {
  const controller = new AbortController();
  const connection = await under.transport.connect(controller.signal);
  return { connection, peer: await under.nextPeer(), controller };
}

/** Reads `connection` to its end into `read`, which the caller may look at if it throws. */
export async function readToEnd(connection: Connection, read: (readonly ServerFrame[])[] = []): Promise<typeof read> {
  for await (const frames of connection) read.push(frames);
  return read;
}

/** Reads `peer` until its connection is over. */
export async function readPeerToEnd(peer: ScriptedPeer): Promise<string[]> {
  const read: string[] = [];
  for (let text = await peer.receive(); text !== undefined; text = await peer.receive()) read.push(text);
  return read;
}
