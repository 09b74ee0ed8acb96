import type { Feature } from './client/feature.ts';
import { type Metrics, openMetrics } from './metrics/open-metrics.ts';

export type { ClientEvent, Happened, RefusedOp } from './metrics/client-event.ts';
export type { ClientEvents } from './metrics/event-log.ts';
export { type Histogram, quantile } from './metrics/histogram.ts';
export type { Meter } from './metrics/meter.ts';
export type { Metrics, MetricsSnapshot } from './metrics/open-metrics.ts';
export { type Printer, printEvents } from './metrics/print-events.ts';
export type { Tallied } from './metrics/tally.ts';

/**
 * What happens in a client, as a stream of events, and how well it does, in figures: from the first
 * `client.use(metrics)` on, in memory.
 *
 * @example
 * const { sendToSent, cache, outbox } = client.use(metrics).snapshot();
 */
export const metrics: Feature<Metrics> = { open: openMetrics };
