/** What SQLite takes as a parameter here. */
export type Param = string | number | null | Uint8Array;

/** One row, by column name. */
export type Columns = Readonly<Record<string, string | number | null | Uint8Array>>;

export interface Statement {
  /** Runs it and tells how many rows it changed. */
  run(...params: readonly Param[]): number;
  get(...params: readonly Param[]): Columns | undefined;
  all(...params: readonly Param[]): readonly Columns[];
}

/** One open SQLite handle. Calls are synchronous and throw the engine's own errors. */
export interface Connection {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  isInTransaction(): boolean;
  close(): void;
}

/** What an engine brings: how to open, how to remove, and how to read its errors. */
export interface Driver {
  open(path: string): Connection | Promise<Connection>;
  /** Removes the file and those that stand beside it. Missing files are no error. */
  remove(path: string): void | Promise<void>;
  /** SQLite's result code of an error, extended where known; `undefined` when the error is not SQLite's. */
  resultCode(error: unknown): number | undefined;
  /** Where the engine's files can be moved: a damaged database can be set aside. */
  readonly files?: DriverFiles | undefined;
  /** One opener at a time: the engine has no memory that openers share. Default: several openers, `concurrent`. */
  readonly isOwner?: boolean | undefined;
}

export interface DriverFiles {
  exists(path: string): boolean;
  /** Up to `length` bytes from `offset`; fewer at the end of the file. */
  read(path: string, offset: number, length: number): Uint8Array;
  /** Moves a closed database with what stands beside it, the file itself last. */
  move(from: string, to: string): void;
}
