import type { ClientEvent } from './client-event.ts';
import type { ClientEvents } from './event-log.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';

/** Where events are printed: the host's `console`, or a logger with the same four functions. */
export type Printer = { readonly [Name in Level]: (text: string, event: ClientEvent) => void };

/**
 * Prints each event as one line, with the event itself behind it, until the returned function is called.
 *
 * @example
 * printEvents(client.use(metrics).events, console);
 */
export function printEvents(events: ClientEvents, printer: Printer): () => void {
  return events.subscribe((event) => {
    const { level, text } = lineOf(event);
    printer[level](`tidemark ${event.kind}${text && `: ${text}`}`, event);
  });
}

function lineOf(event: ClientEvent): { readonly level: Level; readonly text: string } {
  switch (event.kind) {
    case 'sync-started':
      return { level: 'debug', text: event.attempt === 0 ? 'of what was heard of' : `attempt ${event.attempt}` };
    case 'sync-succeeded':
      return { level: 'info', text: `after ${event.durationMs} ms` };
    case 'sync-failed':
      return { level: 'warn', text: `after ${event.durationMs} ms: ${event.why.join(', ')}` };
    case 'disconnected':
      return { level: 'info', text: `after ${event.connectedMs} ms: ${event.why.join(', ')}` };
    case 'ops-confirmed':
      return { level: 'debug', text: String(event.opIds.length) };
    case 'op-failed':
    case 'conflict-found':
      return { level: 'warn', text: `${event.collection} ${event.opId}: ${event.code}` };
    case 'messages-evicted': {
      const { why, evicted } = event.eviction;
      return { level: 'info', text: `${evicted.reduce((sum, { messages }) => sum + messages, 0)}, ${why}` };
    }
    case 'storage-failed':
    case 'security-failed':
      return { level: 'error', text: event.message };
    case 'failed':
      return { level: 'error', text: String(event.error) };
  }
}
