import type { Feature } from './client/feature.ts';
import { type Inspector, openInspector } from './inspect/inspector.ts';

export type { InspectEvent, OpMoved, StreamChanged } from './inspect/inspect-event.ts';
export { inspectStored, type StoredInspection, type StoredRows } from './inspect/inspect-stored.ts';
export type { InspectedOp, OpStateKind } from './inspect/inspected-op.ts';
export type { InspectedStream } from './inspect/inspected-stream.ts';
export type { Inspector, StreamsQuery } from './inspect/inspector.ts';
export type { TabsNow } from './inspect/tabs-now.ts';

/**
 * What a client holds and what moves in it, to look at: its outbox op by op, its streams with their gaps, its tabs. Meant
 * for devtools; what is shown changes with the engine, in minor releases too.
 *
 * @example
 * const waiting = client.use(inspect).ops().filter(({ state }) => state === 'unknown');
 */
export const inspect: Feature<Inspector> = { open: openInspector };
