import { chatInLines } from './chat/chat-in-lines.ts';
import { chatOnScreen } from './chat/chat-on-screen.ts';
import { openClient } from './chat/open-client.ts';
import { type ChatArguments, DEFAULT_URL, readOptions } from './chat/read-options.ts';

const USAGE = `A chat in the terminal.

  npm start --workspace examples/terminal-chat -- --name alice

  --name NAME    who you are
  --url URL      the server, in development mode; default ${DEFAULT_URL}
  --data DIR     where your database is kept; default .tidemark-data/chat
  --with USER    opens the conversation with that user, or starts it: bob, tide-bot
`;

async function run({ name, url, data, with: peer, help }: ChatArguments): Promise<void> {
  if (help || name === undefined) {
    process.stdout.write(USAGE);
    process.exitCode = help ? 0 : 1;
    return;
  }
  const isScreen = process.stdin.isTTY && process.stdout.isTTY;
  const errors: unknown[] = [];
  let told = (error: unknown): void => void errors.push(error);
  const client = await openClient({ user: name, data, url: () => url, onError: (error) => told(error) });
  try {
    const chat = isScreen ? chatOnScreen : chatInLines;
    await chat({ client, me: name, peer, url, data }, (tell) => {
      told = tell;
      for (const error of errors.splice(0)) tell(error);
    });
  } finally {
    await client.close();
  }
}

try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
