/** What is measured in one go, in fresh processes or pages over a fresh database. */
export type Trial =
  /** Messages sent one by one, then 200 at once. */
  | { readonly what: 'send'; readonly strict: boolean }
  /** So many messages arrive in bulk. */
  | { readonly what: 'bulk'; readonly messages: number }
  /** The rest begins with a database that holds so many messages in 100 conversations. */
  | { readonly what: Prepared; readonly messages: number };

export type Prepared = 'open' | 'insert' | 'arrive' | 'read';

/** Medians and percentiles by name: milliseconds, or operations a second. */
export type Measured = Readonly<Record<string, number>>;

/** Who does it: this product through its public API, the least code that does the like, or what people would use instead. */
export type Side = 'ours' | 'floor' | 'peer';

/** One side on one database engine. Every call is made in a process or page of its own. */
export interface Contender {
  send(strict: boolean): Promise<Measured>;
  bulk(messages: number): Promise<Measured>;
  /** Makes the database that `measure` begins with. */
  prepare(messages: number): Promise<void>;
  measure(what: Prepared, messages: number): Promise<Measured>;
}

export function nameOf(trial: Trial): string {
  if (trial.what === 'send') return trial.strict ? 'send strict' : 'send';
  return `${trial.what} ${trial.messages}`;
}
