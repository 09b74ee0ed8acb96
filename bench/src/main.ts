import { runAll } from './all/main.ts';
import { runEndToEnd } from './e2e/main.ts';
import { runFresh } from './fresh/main.ts';
import { runJourney } from './journey/main.ts';
import { runLocal } from './local/main.ts';
import { runMarks } from './marks/main.ts';
import { runPages } from './pages/main.ts';
import { runSearch } from './search/main.ts';
import { runServer } from './server/main.ts';
import { runTabs } from './tabs/main.ts';
import { runWebChat } from './web-chat/main.ts';

const SUBCOMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<boolean>>> = {
  all: runAll,
  e2e: runEndToEnd,
  fresh: runFresh,
  journey: runJourney,
  local: runLocal,
  marks: runMarks,
  pages: runPages,
  search: runSearch,
  server: runServer,
  tabs: runTabs,
  'web-chat': runWebChat,
};
const USAGE = `npm run bench -- NAME [options]

  all [--peers] [--rounds 3] [--quick] [--json FOLDER] [--chart FOLDER] [--docs]
                                                         e2e, server, local, tabs and marks, one after the other
  e2e [--rounds 3] [--peers] [--quick] [--only latency,burst,away,crowd,many] [--json FILE] [--chart FILE] [--docs] [--profile FOLDER]
                                                         the workloads E1 to E5 from device to device, beside floors
  e2e --short [--record]                                 whether a ratio fell behind what is recorded; a minute
  fresh [--conversations 1000] [--messages 1000000] [--json] [--docs]
                                                         what a new device needs until it shows something
  journey [--json] [--only visible,durable,cold] [--docs]
                                                         what a device does by itself, beside what is possible here
  local [--node] [--browser] [--large] [--peers] [--rounds 3] [--only TEXT] [--json FILE] [--chart FILE] [--docs]
                                                         the local workloads L1 to L5, beside raw SQLite and IndexedDB
  marks [--json FILE] [--docs]                           what marks cost in a group where everybody reads
  pages [--rounds 3] [--messages 100000]                 the IndexedDB adapter with 50, 100 and 200 rows a page
  search [--node] [--browser] [--messages 200000]        what search costs and how fast it answers, beside FTS5
  server [--rounds 3] [--connections 10000] [--quick] [--json FILE] [--chart FILE] [--docs]
                                                         what a server costs: a message, an idle connection, a storm
  tabs [--rounds 3] [--sends 500] [--json FILE] [--chart FILE] [--docs]
                                                         until four other tabs show what one sends
  web-chat                                               the web chat's first load, start, sending and scrolling
`;

const [name = '', ...args] = process.argv.slice(2);
const run = SUBCOMMANDS[name];
if (run === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else if (!(await run(args))) process.exitCode = 1;
