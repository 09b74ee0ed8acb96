import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkServerFrame } from './checks/server-frame.ts';
import type { ServerFrame } from './down.ts';
import { parseClientFrame } from './parse-client-frame.ts';
import type { ClientFrame } from './up.ts';

/** One `A → […]` or `B ← […]` of a conversation in PROTOCOL.md. */
interface Message {
  readonly device: string;
  readonly isSent: boolean;
  readonly frames: readonly unknown[];
}

const page = readFileSync(join(import.meta.dirname, '../PROTOCOL.md'), 'utf8');
const conversations = [...page.matchAll(/^### (.+)\n[^#]*?^```frames\n([\s\S]*?)^```$/gm)].map(
  ([, title = '', block = '']) => ({ title, messages: readMessages(block) }),
);

/** Lines that begin with a device and an arrow begin a message, indented ones go on with it, `#` is an aside. */
function readMessages(block: string): readonly Message[] {
  const joined = block.replace(/^#.*\n/gm, '').replace(/\n\s+/g, '');
  return joined
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, device = '', arrow, json = ''] = /^([A-Z]) ([→←]) (.*)$/.exec(line) ?? [];
      return { device, isSent: arrow === '→', frames: JSON.parse(json) as unknown[] };
    });
}

test('[PRO-41] the nine conversations are found, and no block is left out', () => {
  expect(conversations.length).toBe(9);
  expect(page.match(/^```/gm)?.length).toBe(2 * conversations.length);
});

describe.each(conversations)('$title', ({ messages }) => {
  const sent = messages.filter(({ isSent }) => isSent).flatMap(({ frames }) => frames as ClientFrame[]);
  const received = messages.filter(({ isSent }) => !isSent).flatMap(({ frames }) => frames as ServerFrame[]);

  test('[PRO-41] every frame has the shape of its direction', () => {
    for (const frame of sent) expect(parseClientFrame(frame)).toEqual({ ok: frame });
    for (const frame of received) expect({ frame, fault: checkServerFrame(frame) }).toEqual({ frame });
  });

  test('[PRO-8] every op and every pull is answered', () => {
    const asked = sent.flatMap<string | number>((frame) =>
      frame.type === 'push' ? frame.ops.map(({ opId }) => opId) : frame.type === 'pull' ? [frame.id] : [],
    );
    const answered = received.flatMap<string | number | undefined>((frame) =>
      frame.type === 'results' ? frame.results.map(({ opId }) => opId) : 're' in frame ? [frame.re] : [],
    );
    expect(new Set(answered)).toEqual(new Set(asked));
  });

  test('[PRO-10] changes are the whole difference: every rev after from up to to has its row, in order', () => {
    for (const frame of received) {
      if (frame.type !== 'changes') continue;
      const revs = frame.rows.map(({ rev }) => rev);
      expect(revs).toEqual(Array.from({ length: frame.to - frame.from }, (_, i) => frame.from + 1 + i));
      expect(frame.head).toMatchObject({ stream: frame.stream, epoch: frame.epoch, rev: frame.to });
    }
  });
});
