import { TidemarkError } from '@tidemark/core';
import { APPLICATION_ID, LAYOUT_VERSION } from './catalog.ts';
import type { Connection } from './driver.ts';
import { corrupt } from './sqlite-error.ts';

/** Throws before anything is written to a file that is not ours, or is newer than we are. */
export function checkOurs(db: Connection, path: string): void {
  const number = (name: string) => Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
  const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']);
  const version = number('user_version');
  if (number('application_id') !== APPLICATION_ID) {
    if (tables > 0 || version !== 0) throw corrupt(path, 'is a SQLite database of another program');
  } else if (version > LAYOUT_VERSION) {
    throw new TidemarkError(
      'storage/version',
      `"${path}" was written by a newer version (layout ${version}, this one knows ${LAYOUT_VERSION}). It is left as it is: update the app.`,
      { found: version, supported: LAYOUT_VERSION },
    );
  }
}
