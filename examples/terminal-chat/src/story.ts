import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dataFolder } from './chat/read-options.ts';
import { type Cast, gather } from './story/cast.ts';
import { check } from './story/check.ts';
import { createPace } from './story/pace.ts';
import { type Played, play } from './story/play.ts';
import { STORY } from './story/script.ts';
import { openLines } from './story/stage-in-lines.ts';
import { openStage } from './story/stage-on-screen.ts';
import { transcript } from './story/transcript.ts';

const USAGE = `Two people, a bot and a server: one message's whole journey, in this terminal.

  npm start -- --terminal     the story in two panes; then you write

  --ci         quickly, as a transcript; so, too, where there is no terminal
  --data DIR   where server and clients keep their data; default .tidemark-data/story
  --fresh      forgets earlier stories first
`;

const YOUR_TURN =
  'Now you. Tab: the other side · /offline, /online: this side · /server: kills it, starts it · @tide-bot answers · /help';
const QUIT = new Error('quit');

async function onScreen(
  cast: Cast,
  ended: AbortController,
  errors: (tell: (error: unknown) => void) => void,
): Promise<void> {
  const pace = createPace(false);
  const stage = openStage(cast, pace, () => ended.abort(QUIT));
  errors((error) => stage.notify(String(error)));
  try {
    const conversationId = await cast.meet(ended.signal);
    stage.open(conversationId);
    const played = await play(STORY, { cast, conversationId, stage, pace }, ended.signal);
    stage.caption('Your turn');
    stage.notify(sumUp(played), YOUR_TURN);
    await Promise.race([stage.handOver(), new Promise((_, reject) => ended.signal.addEventListener('abort', reject))]);
  } finally {
    stage.close();
  }
}

async function inLines(cast: Cast, data: string, ended: AbortController): Promise<void> {
  console.log(`Tidemark story: server at ${cast.server.url()}, data in ${data}`);
  const conversationId = await cast.meet(ended.signal);
  const stage = openLines(cast, conversationId);
  const played = await play(STORY, { cast, conversationId, stage, pace: createPace(true) }, ended.signal);
  stage.close();
  console.log(`\n${transcript(played.written, played.sights).join('\n')}\n`);
  const { findings } = verdictOf(played);
  for (const finding of findings) console.error(finding);
  console.log(sumUp(played));
  if (findings.length > 0) process.exitCode = 1;
}

function verdictOf({ written, sights }: Played): ReturnType<typeof check> {
  return check(
    written,
    sights.map(({ reader, rows, reached }) => ({ reader, rows: rows(), reached })),
  );
}

function sumUp(played: Played): string {
  const { lost, doubled, disordered } = verdictOf(played);
  const { written, sights } = played;
  return `${written.length} messages on ${sights.length} devices: lost ${lost}, doubled ${doubled}, out of order ${disordered}.`;
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ci: { type: 'boolean' },
      fresh: { type: 'boolean' },
      data: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const data = dataFolder(values.data, 'story');
  if (values.fresh) for (const part of ['server', 'people']) rmSync(join(data, part), { recursive: true, force: true });
  const isScreen = !values.ci && process.stdin.isTTY && process.stdout.isTTY;
  const ended = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => ended.abort(QUIT));
  let tell = (error: unknown): void => console.error(error);
  const cast = await gather({ data, thinkMs: isScreen ? 500 : 20, onError: (error) => tell(error) });
  try {
    if (isScreen) await onScreen(cast, ended, (next) => (tell = next));
    else await inLines(cast, data, ended);
  } catch (error) {
    if (!ended.signal.aborted) throw error;
    if (!isScreen) process.exitCode = 130;
  } finally {
    tell = (error) => console.error(error);
    await cast.leave();
  }
  if (isScreen) console.log(`All of it stays in ${data}; --fresh forgets it.`);
}

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
