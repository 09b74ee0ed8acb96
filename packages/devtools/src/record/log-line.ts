import type { SyncStatus } from '@tidemark/core';
import type { LogEntry, LogEvent } from './log-event.ts';

/** How loud an entry is. */
export type Tone = 'quiet' | 'good' | 'warn' | 'bad';

export interface LogLine {
  readonly tone: Tone;
  readonly text: string;
}

/** An event in a few words, without its kind and its time. */
export function lineOf(event: LogEvent): LogLine {
  switch (event.kind) {
    case 'op-moved': {
      const way = `${event.from ?? 'written'} → ${event.to ?? 'over'}`;
      const code = event.code === undefined ? '' : ` · ${event.code}`;
      const tone = event.to === 'failed' || event.to === 'conflict' ? 'bad' : event.to ? 'quiet' : 'good';
      return { tone, text: `${event.collection} ${shortId(event.opId)} · ${way} · try ${event.attempts}${code}` };
    }
    case 'stream-changed': {
      const place = event.rev === undefined ? 'not fetched' : `rev ${event.rev} · ord ${event.ord}`;
      return { tone: 'quiet', text: `${shortStream(event.stream)} · ${place}` };
    }
    case 'sync-changed':
      return { tone: toneOf(event.status), text: statusText(event.status) };
    case 'sync-started':
      return { tone: 'quiet', text: event.attempt === 0 ? 'of what was heard of' : `attempt ${event.attempt}` };
    case 'sync-succeeded':
      return { tone: 'good', text: `after ${Math.round(event.durationMs)} ms` };
    case 'sync-failed':
      return { tone: 'warn', text: `after ${Math.round(event.durationMs)} ms · ${event.why.join(', ')}` };
    case 'disconnected':
      return { tone: 'warn', text: `after ${Math.round(event.connectedMs)} ms · ${event.why.join(', ')}` };
    case 'ops-confirmed':
      return { tone: 'good', text: `${event.opIds.length}` };
    case 'op-failed':
    case 'conflict-found':
      return { tone: 'bad', text: `${event.collection} ${shortId(event.opId)} · ${event.code}` };
    case 'messages-evicted': {
      const { why, evicted } = event.eviction;
      const count = evicted.reduce((sum, { messages }) => sum + messages, 0);
      return { tone: 'quiet', text: `${count} · ${why}` };
    }
    case 'storage-failed':
    case 'security-failed':
      return { tone: 'bad', text: `${event.code} · ${event.message}` };
    case 'failed':
      return { tone: 'bad', text: String(event.error) };
  }
}

export function toneOf(status: SyncStatus): Tone {
  if (status.kind === 'live') return 'good';
  if (status.kind === 'refused') return 'bad';
  return status.kind === 'offline' ? 'warn' : 'quiet';
}

function statusText(status: SyncStatus): string {
  switch (status.kind) {
    case 'offline':
      return `offline · ${status.why.join(', ')}`;
    case 'connecting':
      return `connecting · attempt ${status.attempt}`;
    case 'catching-up':
      return `catching up · ${status.left} left`;
    case 'live':
      return 'live';
    case 'refused':
      return `refused · ${status.code}`;
  }
}

/** The end of an id: UUIDv7s of one second begin alike. */
export const shortId = (id: string): string => (id.length > 12 ? `…${id.slice(-8)}` : id);

export function shortStream(stream: string): string {
  const colon = stream.indexOf(':');
  return `${stream.slice(0, colon + 1)}${shortId(stream.slice(colon + 1))}`;
}

/** Whether every word of the filter stands somewhere in what the entry shows or holds, in any case. */
export function matches({ event }: LogEntry, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = `${event.kind} ${lineOf(event).text} ${toJson(event)}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The entries as JSON Lines, to keep or to send along with a report. */
export function exportLines(entries: readonly LogEntry[]): string {
  return entries.map(({ n, event }) => `${toJson({ n, time: new Date(event.at).toISOString(), ...event })}\n`).join('');
}

/** Errors have no JSON of their own. */
function toJson(value: object): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (!(each instanceof Error)) return each;
    const { name, message } = each;
    return { name, message, ...('code' in each && { code: each.code }) };
  });
}
