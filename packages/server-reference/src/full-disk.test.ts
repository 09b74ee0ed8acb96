import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conversationStream, type Found, type ServerFrame } from '@tidemark/protocol';
import { expect, onTestFinished, test } from 'vitest';
import { createServer } from './create-server.ts';
import { joinLive } from './test-support/live-client.ts';
import { create, send } from './test-support/ops.ts';

/** Mounts a small file system, or says why not. */
function mountSmall(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    rmSync(folder, { recursive: true });
    if (process.env['REQUIRE_SERVICES'] === '1') throw error;
    console.warn('NOT TESTED: a full disk. Mounting a tmpfs needs root.');
    return undefined;
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  });
  return folder;
}

test('[PRO-23] on a full disk ops are refused for now, nothing is kept of them, and space heals it', async ({
  skip,
}) => {
  const folder = mountSmall() ?? skip('mounting a tmpfs needs root');
  const filler = join(folder, 'filler');
  writeFileSync(filler, Buffer.alloc(300_000));
  const server = await createServer({ data: join(folder, 'data'), port: 0, devTokens: true });
  onTestFinished(() => server.close());
  const alice = await joinLive(server.url, (await server.issueDevToken?.('alice')) ?? '');
  const stream = conversationStream('crew');
  await alice.push(create('crew', []));
  let committed = 0;
  let refused = await alice.push(send(stream, 'first'));
  while ('ok' in (refused[0] ?? {})) {
    committed += 1;
    refused = await alice.push(send(stream, 'x'.repeat(30_000)));
  }
  expect(refused).toMatchObject([{ error: { code: 'server/storage', class: 'retry' } }]);
  rmSync(filler);
  const again = send(stream, 'after');
  expect(await alice.push(again)).toMatchObject([{ ok: { ord: committed + 1, rev: committed + 3 } }]);
  expect(await alice.push(again)).toMatchObject([{ ok: { ord: committed + 1, duplicate: true } }]);
});

test('[PRO-67] on a full disk what is indexed is found, and the rest once there is space', async ({ skip }) => {
  const folder = mountSmall() ?? skip('mounting a tmpfs needs root');
  const filler = join(folder, 'filler');
  writeFileSync(filler, Buffer.alloc(1_000_000));
  const server = await createServer({ data: join(folder, 'data'), port: 0, devTokens: true });
  onTestFinished(() => server.close());
  const alice = await joinLive(server.url, (await server.issueDevToken?.('alice')) ?? '');
  const stream = conversationStream('crew');
  let asked = 0;
  const find = async (text: string): Promise<Found> => {
    const id = ++asked;
    alice.say({ type: 'find', id, text, limit: 100 });
    return alice.wait((frame: ServerFrame): frame is Found => frame.type === 'found' && frame.re === id);
  };
  await alice.push(create('crew', []), send(stream, 'first'));
  expect(await find('first')).toMatchObject({ hits: [{ row: { ord: 1 } }], complete: true });
  let committed = 1;
  const long = 'wave '.repeat(6_000);
  while ('ok' in ((await alice.push(send(stream, long)))[0] ?? {})) committed += 1;
  expect((await find('first')).hits.length).toBe(1);
  rmSync(filler);
  const all = await find('wav');
  expect([all.hits.length, all.complete]).toEqual([committed - 1, true]);
});
