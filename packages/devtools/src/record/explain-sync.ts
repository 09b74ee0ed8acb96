import type { SyncStatus } from '@tidemark/core';
import { adviceOf } from './advice.ts';
import { type Tone, toneOf } from './log-line.ts';

/** Where sync stands, in words. */
export interface Explained {
  readonly tone: Tone;
  readonly title: string;
  readonly why: string;
  readonly advice?: string | undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  starting: 'It has not begun yet.',
  'no-network': 'This device says that it has no network. It tries again when that changes.',
  devtools: 'Paused here, in these devtools.',
  'auth-failed': 'The app’s own auth function threw.',
};

/** Reasons that are nobody's wish. */
const OF_DEVICE: ReadonlySet<string> = new Set(['starting', 'no-network']);

/** Says what the state means, why it is so and what may be done. */
export function explainSync(status: SyncStatus): Explained {
  const tone = toneOf(status);
  switch (status.kind) {
    case 'live':
      return { tone, title: 'Live', why: 'Connected. This device holds what it should.' };
    case 'catching-up': {
      const requests = status.left === 1 ? 'One request' : `${status.left} requests`;
      return {
        tone,
        title: 'Catching up',
        why: `Connected. ${requests} to go until this device holds what it should.`,
      };
    }
    case 'connecting': {
      const after = status.attempt > 1 ? ` Attempt ${status.attempt} since it last worked.` : '';
      return { tone, title: 'Connecting', why: `Asking for a token and opening a connection.${after}` };
    }
    case 'refused':
      return {
        ...{ tone, title: 'Refused', why: `${status.message} [${status.code}]` },
        advice: adviceOf(status.code) ?? 'The server will not have this client as it is. Change that, then sync now.',
      };
    case 'offline': {
      const why = status.why.map((reason) => REASONS[reason] ?? wordOf(reason)).join(' ');
      const advice = status.why.map(adviceOf).find(Boolean);
      // Somebody paused it, where nobody says when it goes on and it is not the device that waits.
      const isPaused = status.retryAtMs === undefined && status.why.some((reason) => !OF_DEVICE.has(reason));
      return { tone, title: isPaused ? 'Paused' : 'Offline', why, ...(advice && { advice }) };
    }
  }
}

/** Codes are told by their advice, words by themselves. */
const wordOf = (reason: string): string =>
  reason.includes('/') ? `The connection failed with ${reason}.` : `${reason}.`;
