import { createFrameQueue } from '@tidemark/core';
import type { ServerSocket, SocketServer } from './socket-server.ts';

/** A server that does nothing by itself: the test is its mind. */
export interface ScriptedServer extends SocketServer {
  /** Resolves with the server's end of the next connection, oldest first. */
  nextPeer(): Promise<ScriptedPeer>;
}

/** The server's end of one connection. */
export interface ScriptedPeer {
  /** Resolves with the next message, or undefined once the connection is over. */
  receive(): Promise<string | undefined>;
  sendText(text: string): void;
  close(code?: number, reason?: string): void;
}

/** Creates a server whose connections the test answers by hand. */
export function createScriptedServer(): ScriptedServer {
  const peers = createFrameQueue<ScriptedPeer>();
  const arriving = peers[Symbol.asyncIterator]();
  return {
    accept(socket) {
      const messages = createFrameQueue<string>();
      peers.push(createPeer(socket, messages));
      return { receive: messages.push, closed: messages.end };
    },
    async nextPeer() {
      return (await arriving.next()).value;
    },
  };
}

function createPeer(socket: ServerSocket, messages: AsyncIterable<string>): ScriptedPeer {
  const arriving = messages[Symbol.asyncIterator]();
  return {
    async receive() {
      const { done, value } = await arriving.next();
      return done ? undefined : value;
    },
    sendText: (text) => socket.send(text),
    close: (code = 1000, reason = '') => socket.close(code, reason),
  };
}
