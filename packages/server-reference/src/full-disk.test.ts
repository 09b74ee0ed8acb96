import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conversationStream } from '@tidemark/protocol';
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
