import type { AddressInfo } from 'node:net';
import { createWsServer } from 'tinybase/synchronizers/synchronizer-ws-server';
import { WebSocketServer } from 'ws';
import { usageNow } from '../../../src/e2e/usage.ts';
import { answerQuestions } from '../../../src/journey/answer-questions.ts';
import { endWithParent } from '../../../src/journey/end-with-parent.ts';

/** TinyBase's server without a persister: it passes on what clients tell each other. */
endWithParent();
answerQuestions(usageNow);
const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
createWsServer(sockets);
sockets.on('listening', () => process.send?.({ url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}` }));
