import { webSocket } from '@tidemark/transport-ws';
import { expect, test } from 'vitest';
import { createDeliveryLog } from './kit/delivery-log.ts';
import { openDevice } from './kit/device.ts';
import { testFolder } from './kit/folder.ts';
import { losing } from './kit/losing.ts';
import { runServer } from './kit/server-process.ts';
import { soon } from './kit/soon.ts';

const LIVES = 5;
const BURST = 400;
const TEXTS = Array.from({ length: LIVES * BURST }, (_, i) => `m${i + 1}`);

test('[JNY-3] a server killed between commit and answer, again and again under load, loses and doubles nothing', async () => {
  const server = await runServer(testFolder());
  let withheld = 0;
  let isWithholding = false;
  const transport = losing(webSocket(server.url), (frame) => {
    if (!isWithholding || frame.type !== 'results') return true;
    withheld++;
    return false;
  });
  const ann = await openDevice('ann', { transport });
  const bob = await openDevice('bob', server);
  const { id } = await ann.client.conversations.create({ kind: 'direct', members: ['bob'] });
  await ann.client.flush();
  const log = createDeliveryLog();
  const sent = ann.watch(id, TEXTS.length);
  const received = bob.watch(id, TEXTS.length + 100);
  sent.window.subscribe(() => log.look(sent.rows()));

  for (let life = 0; life < LIVES; life++) {
    isWithholding = life < LIVES - 1;
    const answers = withheld;
    for (const text of TEXTS.slice(life * BURST, (life + 1) * BURST)) {
      void ann.client.messages.send(id, { text });
      if (text.endsWith('0')) await new Promise((resolve) => setImmediate(resolve));
    }
    if (!isWithholding) break;
    await soon(() => withheld).toBeGreaterThan(answers);
    await server.kill();
    await server.start();
  }
  await ann.client.flush();
  await soon(() => received.texts().length).toBe(TEXTS.length);
  expect(received.texts()).toEqual(TEXTS);
  expect(sent.texts()).toEqual(TEXTS);
  expect(received.rows().map((row) => row.ord)).toEqual(TEXTS.map((_, i) => i + 1));
  expect(log.faults()).toEqual([]);
  expect([...ann.errors, ...bob.errors]).toEqual([]);
});
