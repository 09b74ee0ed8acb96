import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

const NEEDED = ['@tidemark/core', '@tidemark/protocol', '@tidemark/react'];
const BROUGHT = { react: '18.3.1', 'react-test-renderer': '18.3.1' };

/** Suspends, shows what was written and what comes after, and prints what it showed and what was left open. */
const PROGRAM = `import { createClient, createMemoryLink, memoryStorage } from '@tidemark/core';
import { TidemarkProvider, useMessages } from '@tidemark/react';
import { createElement, StrictMode, Suspense, version } from 'react';
import { create } from 'react-test-renderer';

const id = '01900000-0000-7000-8000-000000000000';
const { transport } = createMemoryLink();
const client = await createClient({ storage: memoryStorage(), transport, auth: () => 'token', user: 'ann' });
await client.messages.send(id, { text: 'Ahoy' });
const History = () => useMessages(id, { suspend: true }).rows.map(({ body }) => body.text).join();
const waiting = createElement(Suspense, { fallback: 'waiting' }, createElement(History));
const page = create(createElement(StrictMode, null, createElement(TidemarkProvider, { client }, waiting)));
const until = async (isReached) => {
  for (let n = 0; n < 6_000 && !isReached(); n++) await new Promise((resolve) => setTimeout(resolve, 5));
};
const shown = [page.toJSON()];
for (const text of ['Ahoy', 'Ahoy,there']) {
  await until(() => page.toJSON() === text);
  shown.push(page.toJSON());
  if (shown.length === 2) await client.messages.send(id, { text: 'there' });
}
page.unmount();
const open = client.use({ open: ({ sources }) => sources.open });
await until(() => open.size === 0);
console.log(JSON.stringify([version, ...shown, open.size]));
await client.close();
`;

const EXPECTED = JSON.stringify([BROUGHT.react, 'waiting', 'Ahoy', 'Ahoy,there', 0]);

/** A project on the oldest React that @tidemark/react takes, which has no `use`. Throws what it showed instead. */
export function runOnReact18(folder: string, tarballs: ReadonlyMap<string, string>): void {
  const packed = NEEDED.map((name): [string, string] => [name, `file:${tarballs.get(name)}`]);
  mkdirSync(folder, { recursive: true });
  const dependencies = { ...Object.fromEntries(packed), ...BROUGHT };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  writeFileSync(join(folder, 'page.js'), PROGRAM);
  run('npm', ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
  const shown = run('node', ['page.js'], folder, 120_000).trim();
  if (shown !== EXPECTED) throw new Error(`${shown} in the place of ${EXPECTED}`);
}
