import { inspect } from '@tidemark/core/inspect';
import { expect, test } from 'vitest';
import { tabsBench } from './kit.ts';

test('[INS-4] each tab is shown with the one that leads, and those that live', async () => {
  const { profile, timers } = tabsBench();
  const ann = profile('ann');
  const one = await ann.open('one');
  expect(one.client.use(inspect).tabs()).toMatchObject({ others: [], term: 1 });
  const two = await ann.open('two');
  await timers.advance(1_000);
  const tabsOf = (tab: typeof one) => tab.client.use(inspect).tabs();
  const [first, second] = [tabsOf(one)?.tab, tabsOf(two)?.tab];
  expect(first).not.toBe(second);
  expect(tabsOf(one)).toEqual({ tab: first, leader: first, term: 1, others: [second] });
  expect(tabsOf(two)).toEqual({ tab: second, leader: first, term: 1, others: [first] });
  await one.client.close();
  await timers.advance(1_000);
  expect(tabsOf(two)).toEqual({ tab: second, leader: second, term: 2, others: [] });
});

test('[INS-2] what another tab writes and the server confirms is told in every tab', async () => {
  const { profile, timers } = tabsBench();
  const ann = profile('ann');
  const one = await ann.open('one');
  const two = await ann.open('two');
  const moves: string[] = [];
  one.client.use(inspect).events.subscribe((event) => {
    if (event.kind === 'op-moved') moves.push(`${event.from ?? ''}>${event.to ?? ''}`);
  });
  await two.client.conversations.create({ kind: 'group', title: 'Crew', members: ['bob'] });
  await timers.advance(2_000);
  expect(moves[0]).toBe('>queued');
  expect(moves.at(-1)).toMatch(/>$/);
});
