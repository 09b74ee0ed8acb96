import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** The least a server can do: text from one socket goes to the other. */

process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => process.exit());
const relay = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
const sockets = new Set<WebSocket>();
relay.on('connection', (socket) => {
  sockets.add(socket);
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    for (const other of sockets) if (other !== socket) other.send(text);
  });
});
relay.on('listening', () => process.send?.({ url: `ws://127.0.0.1:${(relay.address() as AddressInfo).port}` }));
