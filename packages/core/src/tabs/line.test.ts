import { createFakeProfile } from '@tidemark/testing';
import { expect, test } from 'vitest';
import { createLine, type Line } from './line.ts';
import type { TabMessage } from './tab-message.ts';

const HERE: TabMessage = { type: 'here' };
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function lineOf(profile: ReturnType<typeof createFakeProfile>, name: string): { line: Line; story: string[] } {
  const line = createLine(
    profile.openTab().openChannel('tabs'),
    name,
    () => 7,
    (error) => {
      throw error;
    },
  );
  const story: string[] = [];
  line.heard.subscribe(({ from, term, message }) => story.push(`${from} in ${term}: ${message.type}`));
  line.missed.subscribe((from) => story.push(`missed ${from}`));
  return { line, story };
}

test('[TAB-13] who missed something that another tab said is told so before what came after it', async () => {
  const profile = createFakeProfile();
  const one = lineOf(profile, 'one');
  one.line.post(HERE);
  await turn();
  const { line, story } = lineOf(profile, 'two');
  one.line.post(HERE);
  await turn();
  // The first that is heard is no gap: what came before is in the database.
  expect(story).toEqual(['one in 7: here']);
  line.close();
  const { story: again } = lineOf(profile, 'three');
  one.line.post(HERE);
  await turn();
  expect(again).toEqual(['one in 7: here']);
});

test('[TAB-13] a number that is left out is a gap', async () => {
  let receive: (message: unknown) => void = () => {};
  const channel = {
    post: () => {},
    subscribe: (received: (message: never) => void) => {
      receive = received as never;
      return () => {};
    },
    close: () => {},
  };
  const line = createLine(
    channel,
    'one',
    () => 1,
    (error) => {
      throw error;
    },
  );
  const story: string[] = [];
  line.heard.subscribe(() => story.push('heard'));
  line.missed.subscribe((from) => story.push(`missed ${from}`));
  for (const n of [4, 5, 7]) receive({ from: 'two', n, term: 1, message: HERE });
  expect(story).toEqual(['heard', 'heard', 'missed two', 'heard']);
});
