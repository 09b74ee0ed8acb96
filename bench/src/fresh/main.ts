import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createProgress } from '../../../scripts/progress.ts';
import { SECTIONS } from '../docs/sections.ts';
import { type Cells, markdownTable, printTable } from '../docs/table.ts';
import { writeSection } from '../docs/write-section.ts';
import { type Fresh, type Moment, measureFresh } from './measure.ts';

const PAGE = join(import.meta.dirname, '../../../docs/performance.md');

/** Until the list and the conversation that was opened are shown. */
const MOST_ROUND_TRIPS = 3;
const MOST_BYTES = 200_000;

/** A device that is new, before much that it does not need. Resolves to false when it needs more than it may. */
export async function runFresh(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      conversations: { type: 'string', default: '1000' },
      messages: { type: 'string', default: '1000000' },
      json: { type: 'boolean', default: false },
      docs: { type: 'boolean', default: false },
    },
  });
  const world = { conversations: Number(values.conversations), messages: Number(values.messages), user: 'ann' };
  const begunMs = performance.now();
  const of = world.conversations + world.messages;
  const progress = createProgress(process.stderr);
  const fresh = await measureFresh(world, (done) => progress.tell(`filling the server: ${done} of ${of}`));
  progress.end();
  const cells = cellsOf(fresh);
  process.stdout.write(
    values.json ? `${JSON.stringify({ world, ...fresh, holds: holds(fresh) })}\n` : `${printTable(cells, isText)}\n`,
  );
  const held = `${world.conversations.toLocaleString('en')} conversations, ${world.messages.toLocaleString('en')} messages on the server.`;
  if (values.docs)
    writeSection(PAGE, SECTIONS.fresh, `${held}\n\n${markdownTable(cells)}`, performance.now() - begunMs);
  return holds(fresh);
}

const holds = ({ conversation }: Fresh): boolean =>
  conversation.roundTrips <= MOST_ROUND_TRIPS && conversation.bytes <= MOST_BYTES;

const isText = (column: number): boolean => column === 0;

function cellsOf(fresh: Fresh): Cells {
  const line = (name: string, { roundTrips, bytes, ms }: Moment, must = ''): readonly string[] => [
    name,
    `${roundTrips}`,
    `${(bytes / 1000).toFixed(1)} kB`,
    `${(bytes / fresh.floorBytes).toFixed(1)}`,
    `${Math.round(ms)} ms`,
    must,
  ];
  const must = `≤ ${MOST_ROUND_TRIPS}, ≤ ${MOST_BYTES / 1000} kB ${holds(fresh) ? 'ok' : 'MISSED'}`;
  return [
    ['until', 'round trips', 'over the wire', 'times what is shown', 'time', 'must'],
    line('50 conversations are listed', fresh.list),
    line('and the newest is open with 50 messages', fresh.conversation, must),
    line('the device holds what it is to hold', fresh.synced),
  ];
}
