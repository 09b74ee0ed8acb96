import type { Connection } from '@tidemark/core';
import type { ServerFrame } from '@tidemark/protocol';
import { mustEqual, mustReject, thrownBy } from '../must.ts';
import { type BoundCheck, openConnection, readPeerToEnd, readToEnd } from './open-connection.ts';

const PONG = '[{"type":"pong","heads":[]}]';

/** Rejects with what sending throws. */
const sending = async (connection: Connection) => connection.send([{ type: 'ping' }]);

export const checkEnding: readonly BoundCheck[] = [
  {
    name: '[TRA-7] sending throws transport/closed after close, and after the server closed',
    async run(under) {
      const own = await openConnection(under);
      own.connection.close();
      await mustReject(sending(own.connection), 'transport/closed');
      mustEqual(await readPeerToEnd(own.peer), [], 'nothing was sent');

      const theirs = await openConnection(under);
      theirs.peer.close(4503, 'draining');
      await mustReject(readToEnd(theirs.connection), 'transport/failed');
      const error = await mustReject(sending(theirs.connection), 'transport/closed');
      mustEqual(error.details.closeCode, 4503, 'the close code');
    },
  },
  {
    name: '[TRA-8] close ends the reading normally and at once, also twice, and the server learns it',
    async run(under) {
      const { connection, peer } = await openConnection(under);
      connection.send([{ type: 'ping' }]);
      const reading = readToEnd(connection);
      connection.close(4408, 'silent');
      connection.close();
      mustEqual(await reading, [], 'the client reads');
      mustEqual(await readPeerToEnd(peer), ['[{"type":"ping"}]'], 'the server reads what was sent before');
    },
  },
  {
    name: '[TRA-8] what arrives after close, or waits unread, is dropped',
    async run(under) {
      const { connection, peer } = await openConnection(under);
      const read: (readonly ServerFrame[])[] = [];
      for (let n = 0; n < 10; n++) peer.sendText(PONG);
      for await (const frames of connection) {
        read.push(frames);
        connection.close();
        peer.sendText(PONG);
      }
      mustEqual(read.length, 1, 'messages read');
    },
  },
  {
    name: '[TRA-9] a clean close by the server ends the reading after what it sent before',
    async run(under) {
      const { connection, peer } = await openConnection(under);
      peer.sendText(PONG);
      peer.sendText(PONG);
      peer.close(1000);
      mustEqual((await readToEnd(connection)).length, 2, 'messages read');
    },
  },
  {
    name: '[TRA-9] any other close by the server throws transport/failed with code and reason, after what it sent before',
    async run(under) {
      const { connection, peer } = await openConnection(under);
      const read: (readonly ServerFrame[])[] = [];
      peer.sendText(PONG);
      peer.close(4401, 'auth/expired');
      const error = await mustReject(readToEnd(connection, read), 'transport/failed');
      mustEqual(error.details, { closeCode: 4401, reason: 'auth/expired' }, 'the details');
      mustEqual(read.length, 1, 'messages read before');
    },
  },
  {
    name: '[TRA-10] a message that is no JSON array throws transport/malformed after the earlier ones, and closes',
    async run(under) {
      for (const text of ['not JSON', '{"type":"pong","heads":[]}', '']) {
        const { connection, peer } = await openConnection(under);
        const read: (readonly ServerFrame[])[] = [];
        for (const each of [PONG, text, PONG]) peer.sendText(each);
        await mustReject(readToEnd(connection, read), 'transport/malformed');
        mustEqual(read.length, 1, 'messages read before');
        const error = await mustReject(sending(connection), 'transport/closed');
        mustEqual(error.details.closeCode, 4400, 'the close code');
        mustEqual(await readPeerToEnd(peer), [], 'the server reads the end');
      }
    },
  },
  {
    name: '[TRA-11] a connection is iterated once, and leaving the loop closes it',
    async run(under) {
      const { connection, peer } = await openConnection(under);
      peer.sendText(PONG);
      for await (const _ of connection) break;
      const error = thrownBy(() => connection[Symbol.asyncIterator]());
      mustEqual(error instanceof TypeError, true, `a TypeError, found ${String(error)}`);
      await mustReject(sending(connection), 'transport/closed');
      mustEqual(await readPeerToEnd(peer), [], 'the server reads the end');
    },
  },
];
