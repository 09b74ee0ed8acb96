import { mustEqual, mustReject, reasonOf } from '../must.ts';
import { type BoundCheck, openConnection, readPeerToEnd, readToEnd } from './open-connection.ts';

export const checkConnecting: readonly BoundCheck[] = [
  {
    name: '[TRA-1] a connection carries both ways as soon as it is open',
    async run(under) {
      const connection = await under.transport.connect(new AbortController().signal);
      connection.send([{ type: 'ping' }]);
      const peer = await under.nextPeer();
      mustEqual(await peer.receive(), '[{"type":"ping"}]', 'the server reads');
      peer.sendText('[{"type":"pong","heads":[]}]');
      peer.close();
      mustEqual(await readToEnd(connection), [[{ type: 'pong', heads: [] }]], 'the client reads');
    },
  },
  {
    name: '[TRA-2] connecting rejects with transport/failed when there is no server, and may be tried again',
    async run({ unreachable }) {
      for (let attempt = 0; attempt < 2; attempt++) {
        const error = await mustReject(unreachable.connect(new AbortController().signal), 'transport/failed');
        mustEqual(error.retryable, true, 'retryable');
      }
    },
  },
  {
    name: '[TRA-3] an abort before connecting rejects with its reason, and no connection is made',
    async run(under) {
      const reason = new Error('not now');
      const error = await reasonOf(under.transport.connect(AbortSignal.abort(reason)));
      mustEqual(error === reason, true, 'rejects with the reason');
      const { connection, peer } = await openConnection(under);
      connection.send([{ type: 'ping' }]);
      mustEqual(await peer.receive(), '[{"type":"ping"}]', 'the first connection the server sees is the next one');
    },
  },
  {
    name: '[TRA-3] an abort while connecting rejects with its reason, and leaves no connection open',
    async run(under) {
      const controller = new AbortController();
      const reason = new Error('changed my mind');
      const connecting = under.transport.connect(controller.signal);
      controller.abort(reason);
      mustEqual((await reasonOf(connecting)) === reason, true, 'rejects with the reason');
      const connection = await under.transport.connect(new AbortController().signal);
      connection.send([{ type: 'ping' }]);
      // The server may have seen the aborted connection begin; then it sees it end without a word.
      let text = await (await under.nextPeer()).receive();
      if (text === undefined) text = await (await under.nextPeer()).receive();
      mustEqual(text, '[{"type":"ping"}]', 'the server hears of the next connection only');
    },
  },
  {
    name: '[TRA-4] an abort later closes the connection: reading ends normally, sending throws, the server learns it',
    async run(under) {
      const { connection, peer, controller } = await openConnection(under);
      const reading = readToEnd(connection);
      controller.abort(new Error('enough'));
      mustEqual(await reading, [], 'the client reads');
      await mustReject((async () => connection.send([{ type: 'ping' }]))(), 'transport/closed');
      mustEqual(await readPeerToEnd(peer), [], 'the server reads');
    },
  },
  {
    name: '[TRA-15] connections of one transport live and end apart',
    async run(under) {
      const first = await openConnection(under);
      const second = await openConnection(under);
      first.controller.abort();
      mustEqual(await readPeerToEnd(first.peer), [], 'the first ends');
      second.connection.send([{ type: 'ping' }]);
      mustEqual(await second.peer.receive(), '[{"type":"ping"}]', 'the second carries on');
      second.peer.close();
      mustEqual(await readToEnd(second.connection), [], 'the second ends by itself');
    },
  },
];
