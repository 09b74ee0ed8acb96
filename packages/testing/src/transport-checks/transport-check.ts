import type { Transport } from '@tidemark/core';
import type { ScriptedPeer } from '../memory-network/scripted-server.ts';

/** One thing a transport must do: run it as a test of any framework. `run` rejects, saying what was found instead. */
export interface TransportCheck {
  readonly name: string;
  run(): Promise<void>;
}

/** A transport and the far end of its connections, in the hands of the check. */
export interface TransportUnderTest {
  readonly transport: Transport;
  /** A transport of the same kind whose server is not there. */
  readonly unreachable: Transport;
  /** Resolves with the server's end of the next connection, oldest first. */
  nextPeer(): Promise<ScriptedPeer>;
  close(): Promise<void>;
}
