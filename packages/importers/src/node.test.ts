import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { filesIn } from './node.ts';
import { slack } from './slack.ts';

test('[IMP-5] a folder is a source, whatever else lies in it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-slack-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const write = (path: string, value: unknown) => writeFileSync(join(folder, path), JSON.stringify(value));
  mkdirSync(join(folder, 'harbour'));
  write('users.json', [{ id: 'U1', name: 'ann' }]);
  write('channels.json', [{ id: 'C1', name: 'harbour', members: ['U1'] }]);
  write('harbour/2024-01-31.json', [{ type: 'message', user: 'U1', ts: '1706700000.000100', text: 'ahoy' }]);
  write('harbour/notes.json', 'nothing of Slack');
  const events: string[] = [];
  for await (const event of slack(filesIn(folder))) events.push(event.type);
  expect(events).toEqual(['user', 'conversation', 'message']);
  const paths: string[] = [];
  for await (const { path } of filesIn(`${folder}/`)) paths.push(path);
  expect(paths.sort()).toEqual(['channels.json', 'harbour/2024-01-31.json', 'harbour/notes.json', 'users.json']);
});
