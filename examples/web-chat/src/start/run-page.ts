import { join } from 'node:path';
import { BOT_NAME, runBot } from '@tidemark-examples/terminal-chat/bot';
import { STAGE_CONVERSATION } from '../stage/stage-conversation.ts';
import { type OpenedPerson, openPerson } from '../story/open-person.ts';
import { buildPages } from './build-pages.ts';
import { historyName } from './history-name.ts';
import { openAddress } from './open-address.ts';
import { openSite, type Site, type SiteOptions } from './open-site.ts';
import { rememberedPorts, rememberPorts } from './ports.ts';
import type { StartOptions } from './read-options.ts';
import { launchServer, StartError } from './server-child.ts';
import { type Supervisor, supervise } from './supervisor.ts';
import { systemPorts } from './system-ports.ts';

const OUTAGE_MS = 10_000;

/** Starts everything, prints the page's address, and ends everything when the signal aborts. */
export async function runPage(options: StartOptions, signal: AbortSignal): Promise<boolean> {
  const { data } = options;
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const ports = rememberedPorts(data);
  // First: it holds the folder, so nobody else builds or serves from there.
  const server = await startServer(data, ports.server, signal);
  let bot: Bot | undefined;
  let site: Site | undefined;
  try {
    const pages = await buildPages(join(data, 'pages'), print, signal);
    bot = await startBot(data, server.url);
    const control = { server, now: systemPorts.now, outageMs: OUTAGE_MS };
    site = await startSite(options.port, ports.page, { pages, history: historyName(data), ...control });
    rememberPorts(data, { page: site.port, server: server.port });
    const address = `http://127.0.0.1:${site.port}/stage`;
    print(`Tidemark is at ${address}`);
    print(`Its data is in ${data}. Ctrl-C ends it.`);
    if (options.opens) await openAddress(address, process);
    await aborted(signal);
  } finally {
    await site?.close();
    await bot?.leave();
    await server.stop();
  }
  return true;
}

async function startServer(data: string, port: number, signal: AbortSignal): Promise<Supervisor> {
  const launch = (wanted: number, stopped: AbortSignal) =>
    launchServer(join(data, 'server'), wanted, AbortSignal.any([signal, stopped]));
  const ports = { launch, ...systemPorts };
  try {
    return await supervise(port, ports);
  } catch (error) {
    // Somebody else has it: any other is as good.
    if (!(error instanceof StartError && error.code === 'server/listen')) throw error;
    return supervise(0, ports);
  }
}

async function startSite(asked: number | undefined, remembered: number, options: SiteOptions): Promise<Site> {
  try {
    return await openSite(asked ?? remembered, options);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause;
    if (asked === undefined) return openSite(0, options);
    const why = code === 'EADDRINUSE' ? 'taken' : 'not allowed';
    throw new Error(`Port ${asked} is ${why}: name another with --port, or leave it out.`, { cause });
  }
}

interface Bot {
  leave(): Promise<void>;
}

/** Somebody who answers, and who begins the conversation that the page shows. */
async function startBot(data: string, url: string): Promise<Bot> {
  const onError = (error: unknown): void => void process.stderr.write(`${BOT_NAME}: ${String(error)}\n`);
  const bot: OpenedPerson = await openPerson({ user: BOT_NAME, data: join(data, 'bot'), url, onError });
  const { client } = bot;
  const ended = new AbortController();
  const running = begin(client).then(() => runBot({ client, thinkMs: 600, onError }, ended.signal));
  running.catch(onError);
  return {
    async leave() {
      ended.abort();
      await client.close();
      await running.catch(() => {});
    },
  };
}

async function begin(client: OpenedPerson['client']): Promise<void> {
  const { id, title, members } = STAGE_CONVERSATION;
  await client.users.setProfile({ name: 'Tide bot' });
  if (await client.conversations.get(id)) return;
  await client.conversations.create({ kind: 'group', id, title, members });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
