import { readFileSync } from 'node:fs';
import type { Client } from '@tidemark/core';
import type { ClientPart } from './cast.ts';
import { joinConversations } from './join-conversations.ts';
import { heldPlaces, openPart } from './open-part.ts';
import type { Command, Report } from './reports.ts';
import { openResolvedLog } from './resolved-log.ts';
import { createSender } from './send-lines.ts';
import { createTally } from './tally.ts';
import { timeVisible } from './time-visible.ts';
import { createAnswers } from './whole/answer.ts';

/** One device: opens its database, goes on where it was killed, sends its lines and keeps what the others send. */

const REPORT_MS = 100;
const LOOK_FOR_FAILED_MS = 2_000;

const part: ClientPart = JSON.parse(readFileSync(process.argv[2] as string, 'utf8'));
process.on('disconnect', () => process.exit());
const tell = (report: Report): void => void process.send?.(report);
const failed = (error: unknown): void => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  tell({ type: 'trouble', message: `${part.user}: ${text}` });
};

let pump = (): void => {};
const tally = createTally(part, () => pump());
const client = await openPart(part, tally, failed);
const { unsent } = tally.stand();
const log = openResolvedLog(part.resolvedLog);
const held = await heldPlaces(client, part);
const done = new Set([...held, ...log.before.filter((place) => place < 0)]);
const lostResolved = log.before.filter((place) => !done.has(place)).map((place) => part.lines[place]?.id ?? '');
await joinConversations(client, part);
const send = timeVisible(client, part, tally.latencies.visible);
const sender = createSender({ client, part, tally, log, send, held: done, failed });
const answer = createAnswers(client, part);
pump = sender.pump;

function report(): void {
  const { visible, durable, stored } = tally.latencies;
  const latencies = { visible: visible.drain(), durable: durable.drain(), stored: stored.drain() };
  tell({ type: 'stand', stand: { ...tally.stand(), ahead: sender.ahead() }, latencies });
}

/** An op that was refused for good never leaves the outbox by itself. */
function lookForFailed({ outbox }: Client): void {
  const view = outbox.observe();
  const refused = view.getSnapshot()?.find(({ status }) => status !== 'pending');
  view.close();
  if (refused) failed(new Error(`op ${refused.opId} is ${refused.status}: ${JSON.stringify(refused.failure)}`));
}

async function close(): Promise<void> {
  for (const timer of timers) clearInterval(timer);
  await client.close();
  log.close();
  report();
  process.disconnect?.();
}

/** Into the log of this process: where to look when a run fails. */
async function logStatus({ sync }: Client): Promise<void> {
  for await (const status of sync.observe()) console.log(new Date().toISOString(), JSON.stringify(status));
}

logStatus(client).catch(failed);
const timers = [
  setInterval(() => {
    report();
    sender.pump();
  }, REPORT_MS),
  setInterval(() => lookForFailed(client), LOOK_FOR_FAILED_MS),
];
process.on('message', (command: Command) => {
  if (command.type === 'close') close().catch(failed);
  else if (command.type === 'ask')
    answer(command.question).then((found) => tell({ type: 'answer', answer: found }), failed);
  else sender.allow(command.share);
});
tell({ type: 'ready', resolved: log.before.length, lostResolved, unsent });
