import type { ClientFrame, ServerFrame } from '@tidemark/protocol';
import { mustEqual } from '../must.ts';
import { type BoundCheck, openConnection, readPeerToEnd, readToEnd } from './open-connection.ts';

const MANY = 2000;
/** More than 1 MB as UTF-8, from every length of its code points, with what JSON must escape. */
const LARGE = 'tide "mark" \\ \n \u2028 é 水 🌊 '.repeat(30_000);

const signal = (kind: string): ClientFrame => ({ type: 'signal', stream: 'app:checks', kind, ttlMs: 0 });
const signalled = (kind: string): ServerFrame => ({
  type: 'signal',
  stream: 'app:checks',
  from: 'ann',
  kind,
  ttlMs: 0,
});

export const checkCarrying: readonly BoundCheck[] = [
  {
    name: '[TRA-5] two thousand messages each way arrive once each and in order',
    async run(under) {
      const { connection, peer } = await openConnection(under);
      const numbers = Array.from({ length: MANY }, (_, n) => String(n));
      for (const n of numbers) {
        connection.send([signal(n)]);
        peer.sendText(JSON.stringify([signalled(n)]));
      }
      const up: unknown[] = [];
      for (let count = 0; count < MANY; count++) up.push(JSON.parse((await peer.receive()) ?? 'null')[0].kind);
      peer.close();
      const down = (await readToEnd(connection)).map(([frame]) => frame?.type === 'signal' && frame.kind);
      mustEqual(up, numbers, 'the server reads');
      mustEqual(down, numbers, 'the client reads');
    },
  },
  {
    name: '[TRA-6] a message stays one message, whatever its frames, and they are not judged',
    async run(under) {
      const { connection, peer } = await openConnection(under);
      connection.send([]);
      connection.send([signal('a'), signal('b')]);
      connection.send([signal('c')]);
      const up = [await peer.receive(), await peer.receive(), await peer.receive()].map(
        (text) => text && JSON.parse(text),
      );
      mustEqual(up, [[], [signal('a'), signal('b')], [signal('c')]], 'the server reads');
      const sent = [[], [signalled('a'), { type: 'of a later version' }, 7, null], [signalled('b')]];
      for (const frames of sent) peer.sendText(JSON.stringify(frames));
      peer.close();
      mustEqual(await readToEnd(connection), sent, 'the client reads');
    },
  },
  {
    name: '[TRA-12] bufferedBytes is a whole number, and 0 when everything has gone',
    async run(under) {
      const { connection, peer } = await openConnection(under);
      mustEqual(connection.bufferedBytes, 0, 'bytes before sending');
      for (let n = 0; n < 20; n++) connection.send([signal('x'.repeat(10_000))]);
      const waiting = connection.bufferedBytes;
      mustEqual(Number.isSafeInteger(waiting) && waiting >= 0, true, `a whole number, found ${waiting}`);
      for (let n = 0; n < 20; n++) await peer.receive();
      peer.sendText('[]');
      for await (const _ of connection) break;
      mustEqual(connection.bufferedBytes, 0, 'bytes after all arrived');
    },
  },
  {
    name: '[TRA-13] a message above 1 MB arrives whole in both directions, its text unharmed',
    async run(under) {
      const { connection, peer } = await openConnection(under);
      connection.send([signal(LARGE)]);
      const [text] = [await peer.receive()];
      mustEqual(text && JSON.parse(text), [signal(LARGE)], 'the server reads');
      peer.sendText(JSON.stringify([signalled(LARGE)]));
      peer.close();
      mustEqual(await readToEnd(connection), [[signalled(LARGE)]], 'the client reads');
      mustEqual(await readPeerToEnd(peer), [], 'nothing follows');
    },
  },
];
