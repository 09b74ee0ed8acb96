import { type Stores, TidemarkError } from '@tidemark/core';
import type { Driver } from '../driver.ts';
import { type Handle, isOurs, openHandle, type SqliteOptions } from '../handle.ts';
import { corrupt } from '../sqlite-error.ts';
import { carryOver } from './carry-over.ts';
import { asideOf, quarantineOf } from './set-aside.ts';

/** Opens the file. One that is ours and damaged is replaced, if `onDamaged` allows it and the engine can move files. */
export async function openOrReplace(
  driver: Driver,
  path: string,
  stores: Stores,
  options: SqliteOptions,
): Promise<Handle> {
  const { files } = driver;
  if (files === undefined) return openHandle(driver, path, stores, options);
  if (options.onDamaged === undefined) {
    // Rows of the outbox wait there; beginning without them would leave them for good.
    if (files.exists(asideOf(path))) throw corrupt(asideOf(path), 'waits for its outbox to be saved, with onDamaged');
    return openHandle(driver, path, stores, options);
  }
  if (!files.exists(asideOf(path))) {
    try {
      return await openHandle(driver, path, stores, options);
    } catch (error) {
      if (!TidemarkError.is(error, 'storage/corrupt') || !(await isOurs(driver, path))) throw error;
      files.move(path, asideOf(path));
    }
  }
  const handle = await openHandle(driver, path, stores, options);
  try {
    const outcome = await carryOver(driver, files, asideOf(path), handle);
    const quarantinedPath = quarantineOf(files, path);
    files.move(asideOf(path), quarantinedPath);
    options.onDamaged({ path, quarantinedPath, ...outcome });
    return handle;
  } catch (error) {
    handle.db.close();
    throw error;
  }
}
