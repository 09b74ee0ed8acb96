import type { AddressInfo } from 'node:net';
import { setupWSConnection } from '@y/websocket-server/utils';
import { WebSocketServer } from 'ws';
import { usageNow } from '../../../src/e2e/usage.ts';
import { answerQuestions } from '../../../src/journey/answer-questions.ts';
import { endWithParent } from '../../../src/journey/end-with-parent.ts';

/** The server that comes with y-websocket: a document a room, in memory. */
endWithParent();
answerQuestions(usageNow);
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
server.on('connection', (socket, request) => setupWSConnection(socket, request));
server.on('listening', () => process.send?.({ url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` }));
