export type { Socket, SocketConstructor } from './socket.ts';
export { type Address, type WebSocketOptions, webSocket } from './web-socket.ts';
