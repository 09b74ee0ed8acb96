import { tooNew } from '../local-db/migrate.ts';
import { SCHEMA_VERSION } from '../local-db/schema.ts';
import type { Stored } from '../local-db/storage-adapter.ts';
import { pendingOf } from '../outbox/pending-op.ts';
import { stateOf } from '../sync/stream-state.ts';
import { type InspectedOp, inspectOp } from './inspected-op.ts';
import { type InspectedStream, inspectStream } from './inspected-stream.ts';

/** Rows of a device's database, read by a tool while no client has it open. */
export interface StoredRows {
  readonly meta: readonly Stored[];
  readonly streams: readonly Stored[];
  readonly outbox: readonly Stored[];
}

/** What a device holds, by its rows. */
export interface StoredInspection {
  /** Absent: no client ever opened it. */
  readonly schemaVersion?: number | undefined;
  readonly device?: string | undefined;
  readonly user?: string | undefined;
  /** One's own and the app's, then conversations, most recently active first. */
  readonly streams: readonly InspectedStream[];
  /** As the next client finds them: what was pushed without an answer is `unknown`. */
  readonly ops: readonly InspectedOp[];
}

/** Reads rows as a client of this release would. Throws `storage/version` for those of a newer one. */
export function inspectStored({ meta, streams, outbox }: StoredRows): StoredInspection {
  const bodyOf = (name: string): unknown => meta.find(({ key }) => key[0] === name)?.body;
  const schema = bodyOf('schema') as { readonly version: number } | undefined;
  if (schema && schema.version > SCHEMA_VERSION) throw tooNew(schema.version, SCHEMA_VERSION);
  const states = streams.filter(({ key }) => key[1] === 'state').map((row) => inspectStream(stateOf(row)));
  const isConversation = ({ stream }: InspectedStream): number => Number(stream.startsWith('conversation:'));
  return {
    ...(schema && { schemaVersion: schema.version }),
    ...named('device', bodyOf('device')),
    ...named('user', bodyOf('user')),
    streams: states.sort((a, b) => isConversation(a) - isConversation(b) || b.activeAt - a.activeAt),
    ops: outbox.map((row) => inspectOp(pendingOf(row), 0)),
  };
}

function named(name: 'device' | 'user', body: unknown): { readonly [Name in typeof name]?: string } {
  return body ? { [name]: (body as { readonly id: string }).id } : {};
}
