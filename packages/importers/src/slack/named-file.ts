/** A file of an archive, by its path in it; `text` is called once, and only for files that are read. */
export interface NamedFile {
  readonly path: string;
  text(): string | Promise<string>;
}
