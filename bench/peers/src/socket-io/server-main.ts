import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { usageNow } from '../../../src/e2e/usage.ts';
import { answerQuestions } from '../../../src/journey/answer-questions.ts';
import { endWithParent } from '../../../src/journey/end-with-parent.ts';

/** As https://socket.io/docs/v4/tutorial/step-6 has it: rooms, acknowledgements, connection state recovery in memory. */
endWithParent();
answerQuestions(usageNow);
const http = createServer();
const io = new Server(http, { connectionStateRecovery: {} });
io.on('connection', (socket) => {
  socket.on('join', (rooms: string[], done: () => void) => {
    void socket.join(rooms);
    done();
  });
  socket.on('chat message', (room: string, text: string, done: () => void) => {
    socket.to(room).emit('chat message', room, text);
    done();
  });
});
http.listen(0, '127.0.0.1', () => process.send?.({ url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` }));
