import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TidemarkError } from '@tidemark/core';
import { expect, test } from 'vitest';
import { sqlite as betterSqlite } from '../src/better-sqlite3.ts';
import { sqlite } from '../src/node-sqlite.ts';
import { counts, message, smallDisk, spec } from './on-disk.ts';

for (const [driver, open] of Object.entries({ 'node:sqlite': sqlite, 'better-sqlite3': betterSqlite })) {
  test(`[STO-23] a full disk refuses the commit and keeps what was there; with room, commits work again (${driver})`, async () => {
    const disk = smallDisk('size=1m');
    if (disk === undefined) return;
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, new Uint8Array(300_000));
    const storage = open(join(disk, 'a.db'));
    await storage.open(spec);
    const add = (n: number) => storage.commit([message(n), message(n + 0.5, 'x'.repeat(9_000))]);
    let kept = 0;
    let refusal: unknown;
    while (refusal === undefined) {
      await add(kept).then(
        () => kept++,
        (error: unknown) => {
          refusal = error;
        },
      );
    }
    expect(TidemarkError.is(refusal, 'storage/quota-exceeded') && refusal.retryable).toBe(true);
    expect(kept).toBeGreaterThan(10);
    expect(await counts(storage)).toEqual([kept * 2, kept * 2]);
    await expect(add(kept)).rejects.toMatchObject({ code: 'storage/quota-exceeded' });

    rmSync(ballast);
    expect(await add(kept)).toBe(true);
    await storage.close();
    await storage.open(spec);
    expect(await counts(storage)).toEqual([kept * 2 + 2, kept * 2 + 2]);
    await storage.close();
  });
}

test('[STO-23] opening on a full disk is refused, and works when there is room', async () => {
  const disk = smallDisk('size=1m');
  if (disk === undefined) return;
  const ballast = join(disk, 'ballast');
  writeFileSync(ballast, new Uint8Array(1_048_576 - 4_096));
  const storage = sqlite(join(disk, 'a.db'));
  await expect(storage.open(spec)).rejects.toMatchObject({ code: 'storage/quota-exceeded', retryable: true });
  rmSync(ballast);
  await storage.open(spec);
  expect(await storage.commit([message(1)])).toBe(true);
  await storage.close();
});
