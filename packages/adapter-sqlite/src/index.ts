export type { DamageReport } from './damage/damage-report.ts';
export type { Columns, Connection, Driver, DriverFiles, Param, Statement } from './driver.ts';
export { nodeSqlite, sqlite } from './node-sqlite.ts';
export { RESULT_CODES, resultCodeOf } from './result-code.ts';
export { type SqliteOptions, sqliteStorage } from './sqlite-storage.ts';
