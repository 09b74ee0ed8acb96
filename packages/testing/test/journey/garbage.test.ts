import { webSocket } from '@tidemark/transport-ws';
import { expect, test } from 'vitest';
import { openDevice } from './kit/device.ts';
import { garbling } from './kit/garbling.ts';
import { openServer } from './kit/server.ts';
import { soon } from './kit/soon.ts';

/** Here connections are counted: none may end because a busy machine stood still for two heartbeats. */
const unhurried = { limits: { heartbeatMs: 25_000 } };

const GARBAGE: Readonly<Record<string, (text: string) => string | ArrayBuffer>> = {
  'no JSON': () => '<html>502 Bad Gateway</html>',
  'half a message': (text) => text.slice(0, text.length / 2),
  bytes: () => new Uint8Array([1, 2, 3]).buffer,
  'no array': () => '{"type":"changes"}',
  'no frames': () => '[null,1,"x",[]]',
  'a frame without its shape': () => '[{"type":"changes","stream":"conversation:x"}]',
  'a stream that is none': (text) => text.replaceAll('conversation:', 'converse:'),
  'revs of another type': (text) => text.replaceAll(/"rev":(\d+)/g, '"rev":"$1"'),
  'nesting without end': () => '['.repeat(100_000),
};

test.each(Object.entries(GARBAGE))(
  '[JNY-16] a server that sends %s is left and met again; nothing is lost',
  async (_, garble) => {
    const server = await openServer(unhurried);
    let connections = 0;
    let garbled = 0;
    let left = 0;
    const WebSocket = garbling((text) => {
      if (text.includes('"welcome"')) connections++;
      if (left <= 0 || !/"(changes|results)"/.test(text)) return text;
      left--;
      garbled++;
      return garble(text);
    });
    const ann = await openDevice('ann', { transport: webSocket(server.url, { WebSocket }) });
    const bob = await openDevice('bob', server);
    const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
    const views = [ann.watch(id), bob.watch(id)];
    await bob.client.whenSynced(id);
    await ann.client.flush();
    left = 3;
    for (let n = 1; n <= 6; n++) await (n % 2 ? ann : bob).client.messages.send(id, { text: `m${n}` });
    for (const view of views) await soon(() => [...view.texts()].sort()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6']);
    await soon(() => garbled).toBe(3);
    await soon(() => connections).toBe(4);
    expect(views[0]?.texts()).toEqual(views[1]?.texts());
    await ann.client.whenSynced();
  },
);

test('[JNY-16] frames of a newer server are passed over on the same connection', async () => {
  const server = await openServer(unhurried);
  let connections = 0;
  const WebSocket = garbling((text) => {
    if (text.includes('"welcome"')) connections++;
    return text.replace(/^\[/, '[{"type":"weather","wind":9},').replaceAll('"rev":', '"later":{"a":1},"rev":');
  });
  const ann = await openDevice('ann', { transport: webSocket(server.url, { WebSocket }) });
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  await ann.client.messages.send(id, { text: 'Ahoy' });
  await soon(ann.watch(id).deliveries).toEqual(['sent']);
  expect({ connections, errors: ann.errors }).toEqual({ connections: 1, errors: [] });
});
