import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { answerQuestions } from '../journey/answer-questions.ts';
import { endWithParent } from '../journey/end-with-parent.ts';
import { usageNow } from './usage.ts';

/** The least a server can do: text from one socket goes to the others in its rooms (`?rooms=a,b`), unread. */

endWithParent();
answerQuestions(usageNow);
const relay = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
const rooms = new Map<string, Set<WebSocket>>();
relay.on('connection', (socket, { url = '' }) => {
  const joined = (new URLSearchParams(url.split('?')[1]).get('rooms') ?? '').split(',').map(roomOf);
  for (const room of joined) room.add(socket);
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    for (const room of joined) for (const other of room) if (other !== socket) other.send(text);
  });
  socket.on('close', () => {
    for (const room of joined) room.delete(socket);
  });
});
relay.on('listening', () => process.send?.({ url: `ws://127.0.0.1:${(relay.address() as AddressInfo).port}` }));

function roomOf(name: string): Set<WebSocket> {
  const room = rooms.get(name) ?? new Set<WebSocket>();
  rooms.set(name, room);
  return room;
}
