import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSeededRandom } from '@tidemark/testing';
import { createFaultProxy } from '@tidemark/testing/node';
import type { Progress } from '../../../scripts/progress.ts';
import { type Child, createChild } from './child.ts';
import { compareReplicas } from './compare.ts';
import { freePort } from './free-port.ts';
import type { ReplayOptions } from './options.ts';
import { figuresOf, type Outcome } from './outcome.ts';
import type { Plan } from './plan-messages.ts';
import { play } from './play.ts';
import { readClient, readServer } from './read-replicas.ts';
import type { Report } from './reports.ts';
import { createScore, type Score } from './score.ts';
import { createStrikes, type Strikes } from './strike.ts';
import { createInquiry, inquire, type WholeFindings } from './whole/inquire.ts';
import type { WholePlan } from './whole/plan-whole.ts';
import { type Parts, writeParts } from './write-parts.ts';

/** Plays the plan with real processes in `folder`, and compares what they leave behind, however it ended. */
export async function run(
  options: ReplayOptions,
  { plan, whole }: { readonly plan: Plan; readonly whole: WholePlan | undefined },
  folder: string,
  progress: Progress,
): Promise<Outcome> {
  const { seed, profile } = options;
  const everyone = Array.from({ length: options.clients }, (_, client) => client);
  const serverPort = await freePort();
  const proxies = await Promise.all(
    (options.cuts > 0 ? everyone : []).map((client) =>
      createFaultProxy({ target: { port: serverPort }, random: createSeededRandom(`${seed}/proxy ${client}`) }),
    ),
  );
  const ports = everyone.map((client) => proxies[client]?.port ?? serverPort);
  const parts = await writeParts({ folder, plan, whole, options, serverPort, ports });
  const own = everyone.map((client) => plan.messages.filter((message) => message.client === client).length);
  const score = createScore(own);
  let fail = (_error: Error): void => {};
  const trouble = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const childOf = (name: string, module: string, part: string, told: (report: Report) => void): Child => {
    const reported = (report: Report): void => {
      if (report.type === 'trouble') fail(new Error(report.message));
      else told(report);
    };
    return createChild({ name, module, part, folder, profile, reported });
  };
  const server = childOf('server', 'server-process.ts', parts.server, () => {});
  const clients = parts.clients.map(({ name, part }, client) =>
    childOf(name, 'client-process.ts', part, (report) => {
      score.take(client, report);
      inquiry.take(client, report);
    }),
  );
  const inquiry = createInquiry(clients);
  let shown: WholeFindings | undefined;
  const ask = async (): Promise<void> => {
    if (whole) shown = await inquire(inquiry, clients, plan, whole, parts.serverDatabase);
  };
  const noted = (text: string): void =>
    appendFileSync(join(folder, 'faults.log'), `${new Date().toISOString()} ${text}\n`);
  const scene = {
    options,
    messages: plan.messages.length,
    score,
    progress,
    server,
    clients,
    proxies,
    noted,
    inquire: ask,
  };
  const strikes = createStrikes(scene);
  let broken: string | undefined;
  try {
    await Promise.race([trouble, play(scene, strikes)]);
  } catch (error) {
    broken = error instanceof Error ? error.message : String(error);
  } finally {
    await Promise.all([...clients, server].map((child) => child.stop('SIGKILL')));
    await Promise.all(proxies.map((proxy) => proxy.close()));
  }
  progress.note('comparing every database with the input …');
  const outcome = await judge(options, plan, parts, score, strikes.hits).catch((error: unknown) => {
    throw broken === undefined ? error : new Error(broken);
  });
  return { ...outcome, ...(shown && { whole: shown }), ...(broken !== undefined && { broken }) };
}

async function judge(
  { seed, clients }: ReplayOptions,
  plan: Plan,
  parts: Parts,
  score: Score,
  hits: Strikes['hits'],
): Promise<Outcome> {
  const replicas = [readServer(parts.serverDatabase)];
  for (const { name, database } of parts.clients) replicas.push(await readClient(name, database));
  const tookMs = score.tookMs();
  const { visible, durable, stored } = score.latencies;
  return {
    messages: plan.messages.length,
    conversations: plan.conversations.length,
    clients,
    cuts: Object.fromEntries(hits),
    seed,
    tookMs,
    rate: tookMs === undefined ? undefined : plan.messages.length / (tookMs / 1000),
    foundAfterKills: score.foundAfterKills(),
    lostResolved: score.lostResolved.size,
    findings: compareReplicas(plan.messages, replicas),
    latencies: { visible: figuresOf(visible), durable: figuresOf(durable), stored: figuresOf(stored) },
  };
}
