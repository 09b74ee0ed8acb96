import { expect, test } from 'vitest';
import { found, play } from '../invariants/planted-run.ts';

const sending = { atMs: 12_000, kind: 'send', device: 0, conversation: 0 };

test('[SIM-65] the next request of a kind is lost as the plan says, and the device gets over it', async () => {
  for (const request of ['push', 'pull', 'mark', 'list', 'hello']) {
    for (const end of ['broken', 'cut', 'silent']) {
      const steps = [
        { atMs: 11_000, kind: 'request-lost', device: 0, how: `${request}/${end}` },
        { atMs: 11_500, kind: request === 'push' || request === 'mark' ? 'send' : 'cut', device: 1, conversation: 0 },
        { ...sending, atMs: 11_600 },
        { atMs: 11_700, kind: 'cut', device: request === 'push' ? 1 : 0 },
      ];
      const { befell, violation } = await play(() => {}, {}, steps);
      expect([request, end, befell.get('request-lost') ?? 0, violation]).toEqual([
        ...[request, end],
        request === 'pull' ? expect.any(Number) : 1,
        undefined,
      ]);
    }
  }
});

test('[SIM-65] a process dies with its next commit of a store', async () => {
  const steps = [{ atMs: 11_000, kind: 'die-at-store', device: 0, how: 'outbox' }, sending];
  const { befell, violation } = await play(() => {}, {}, steps);
  expect([befell.get('die-after-commit'), violation]).toEqual([1, undefined]);
});

test('[SIM-65] commits overtake reads that are late, and what is shown is what is held', async () => {
  const steps = [
    { atMs: 11_000, kind: 'slow-storage', device: 1, forMs: 5_000, how: 'reads' },
    { atMs: 11_100, kind: 'hide', device: 1, conversation: 0 },
    { atMs: 11_200, kind: 'show', device: 1, conversation: 0, amount: 3 },
    { ...sending, atMs: 11_300 },
  ];
  expect(await found(() => {}, {}, steps)).toBeUndefined();
});

test('[SIM-65] a read that is overtaken by a commit shows it all the same', async () => {
  const steps = [{ atMs: 11_000, kind: 'reads-overtaken', device: 1, conversation: 0 }];
  const { befell, violation } = await play(() => {}, {}, steps);
  expect([befell.get('reads-overtaken'), violation]).toEqual([1, undefined]);
});

test('[SIM-65] a device is left behind by more changes than it is told one by one, and has the edit among them', async () => {
  const steps = [{ atMs: 11_000, kind: 'left-behind', device: 1, conversation: 0 }];
  const { befell, violation } = await play(() => {}, { catchUpRevs: 3 }, steps);
  expect([befell.get('left-behind'), violation]).toEqual([1, undefined]);
});

test('[SIM-65] a process dies before it hears that the server has a message, and its person cannot take that back', async () => {
  const steps = [{ atMs: 11_000, kind: 'died-unanswered', device: 0, conversation: 0 }];
  const { befell, violation } = await play(() => {}, {}, steps);
  expect([befell.get('died-unanswered'), befell.get('result-lost'), violation]).toEqual([1, 1, undefined]);
});

test('[SIM-65] a frame that is almost right ends its session, and nothing of it is taken', async () => {
  const steps = [{ atMs: 11_000, kind: 'almost-right', device: 1, conversation: 0 }];
  const { befell, lines, violation } = await play(() => {}, {}, steps, undefined, true);
  expect([befell.get('almost-right'), violation]).toEqual([1, undefined]);
  expect(lines.filter((line) => line.includes('bob2 → server: hello'))).toHaveLength(2);
});

test('[SIM-65] of a request that is lost the plan may name the stream', async () => {
  const steps = [
    { atMs: 11_000, kind: 'request-lost', device: 0, conversation: 1, how: 'push/cut' },
    { ...sending, atMs: 11_500 },
  ];
  const { befell } = await play(() => {}, {}, steps);
  expect(befell.get('request-lost')).toBeUndefined();
});
