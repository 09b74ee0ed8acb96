import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type FrameLocator, type Locator, type Page } from 'playwright';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type {} from '../../../../scripts/browsers/open-browser.ts';
import { OUTCOMES, STRATEGIES } from '../plan/conflict.ts';
import type { Plan } from '../plan/plan.ts';
import { runStart, type Started } from '../test-support/run-start.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidemark-stage-'));
let started: Started;
let browser: Browser;
let page: Page;
let ann: FrameLocator;
let bob: FrameLocator;
const errors: unknown[] = [];

beforeAll(async () => {
  started = runStart(['--data', join(folder, 'data'), '--no-open']);
  const [address, opened] = await Promise.all([
    started.address,
    chromium.launch({ ...inject('chromium'), timeout: 0 }),
  ]);
  browser = opened;
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  // As patient as the test, which has a limit of its own.
  page.setDefaultTimeout(0);
  page.on('pageerror', (error) => errors.push(error));
  await page.goto(`${address}?quick=1`);
  ann = page.frameLocator('iframe[title="Ann’s chat"]');
  bob = page.frameLocator('iframe[title="Bob’s chat"]');
});

afterAll(async () => {
  await browser?.close();
  started.child.kill('SIGTERM');
  await started.ended;
  rmSync(folder, { recursive: true });
});

async function say(chat: FrameLocator, text: string): Promise<void> {
  await chat.getByRole('textbox', { name: 'Message' }).fill(text);
  await chat.getByRole('textbox', { name: 'Message' }).press('Enter');
}

const bubble = (chat: FrameLocator | Page, text: string): Locator =>
  chat.getByLabel('Messages', { exact: true }).getByText(text, { exact: true });

test('both chats are there, and what one writes the other reads', async () => {
  await say(ann, 'Ahoy');
  await bubble(bob, 'Ahoy').waitFor();
  await say(bob, 'Ahoy yourself');
  await bubble(ann, 'Ahoy yourself').waitFor();
  expect(errors).toEqual([]);
});

test('the bot answers both, once, when it is asked', async () => {
  await say(ann, '@tide-bot echo Land ho');
  for (const chat of [ann, bob]) await bubble(chat, 'Land ho').waitFor();
  for (const chat of [ann, bob]) expect(await bubble(chat, 'Land ho').count()).toBe(1);
});

test('a second tab is the same person’s chat', async () => {
  const [tab] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('link', { name: 'Ann: open a second tab' }).click(),
  ]);
  await bubble(tab, 'Ahoy yourself').waitFor();
  await tab.close();
});

test('a network that is switched off keeps what is written in the outbox, until it is on again', async () => {
  const network = page.getByRole('group', { name: 'Bob’s network' });
  const outbox = page.getByRole('region', { name: 'Bob’s outbox' });
  await network.getByRole('button', { name: 'Offline' }).click();
  await say(bob, 'In a tunnel');
  await outbox.getByText('“In a tunnel”').waitFor();
  expect(await bubble(ann, 'In a tunnel').count()).toBe(0);
  await network.getByRole('button', { name: 'Offline' }).click();
  await bubble(ann, 'In a tunnel').waitFor();
  await outbox.getByText('empty').waitFor();
});

test.each(['Slow', 'Drop acknowledgements', 'Duplicate', 'Reorder'])(
  'over a network with "%s" messages arrive, once',
  async (trouble) => {
    const button = page.getByRole('group', { name: 'Ann’s network' }).getByRole('button', { name: trouble });
    await button.click();
    expect(await button.getAttribute('aria-pressed')).toBe('true');
    await say(bob, `To her, ${trouble}`);
    await say(ann, `To him, ${trouble}`);
    await bubble(ann, `To her, ${trouble}`).waitFor();
    await bubble(bob, `To him, ${trouble}`).waitFor();
    await button.click();
    await page.getByRole('region', { name: 'Ann’s outbox' }).getByText('empty').waitFor();
    for (const chat of [ann, bob])
      for (const to of ['her', 'him']) expect(await bubble(chat, `To ${to}, ${trouble}`).count()).toBe(1);
    expect(errors).toEqual([]);
  },
);

test('the server is killed for ten seconds, both write on, and everything arrives when it is back', async () => {
  const kill = page.getByRole('button', { name: 'Kill the server for 10 s' });
  await kill.click();
  await page.getByText(/^Server killed, back in \d+ s$/).waitFor();
  expect(await kill.isDisabled()).toBe(true);
  await say(ann, 'Is nobody there?');
  await say(bob, 'I am');
  await page.getByText('Server up').waitFor();
  await bubble(bob, 'Is nobody there?').waitFor();
  await bubble(ann, 'I am').waitFor();
  for (const chat of [ann, bob])
    for (const text of ['Is nobody there?', 'I am']) expect(await bubble(chat, text).count()).toBe(1);
  expect(await kill.isEnabled()).toBe(true);
});

/** As a card shows them. */
const fieldsOf = ({ place, time, bring }: Plan): string[] => [place, time, bring.join('')];

/** Everything that a card shows from now on, one line a change. */
async function watchCard(name: string): Promise<() => Promise<readonly string[]>> {
  const seen = await page.getByRole('article', { name }).evaluateHandle((card) => {
    const lines: string[] = [];
    const look = (): void => void lines.push((card as HTMLElement).innerText.replaceAll(/\s+/g, ' '));
    new MutationObserver(look).observe(card, { subtree: true, childList: true, characterData: true, attributes: true });
    return lines;
  });
  return () => seen.jsonValue();
}

test.each(STRATEGIES)('the conflict ends as "$title" says', async ({ strategy, title }) => {
  await page.getByRole('radio', { name: title }).check();
  const [anns, bobs] = await Promise.all(['Ann’s plan', 'Bob’s plan'].map(watchCard));
  await page.getByRole('button', { name: 'Change it on both' }).click();
  if (strategy === 'manual') {
    const theirs = page.getByRole('button', { name: /Take Bob’s/ });
    await theirs.waitFor();
    expect(await theirs.innerText()).toContain('Lighthouse · 10:00 · bread, lemonade');
    expect(await page.getByText('in conflict').count()).toBe(1);
    await theirs.click();
  }
  await page.getByText('Both devices show the same plan.').waitFor();
  const wanted = OUTCOMES[strategy === 'manual' ? 'server-wins' : strategy];
  for (const name of ['Ann’s plan', 'Bob’s plan', 'Outcome'])
    expect(await page.getByRole('article', { name }).locator('.plan-facts dd').allTextContents()).toEqual(
      fieldsOf(wanted),
    );
  // Each had what they wrote, and knew nothing of the other.
  expect((await anns?.())?.join('\n')).toMatch(
    /^Ann offline in the outbox Where Harbour When 11:00 Bring bread cheese/m,
  );
  expect((await bobs?.())?.join('\n')).toMatch(
    /^Bob online confirmed Where Lighthouse When 10:00 Bring bread lemonade/m,
  );
  expect(errors).toEqual([]);
});

test('the story begins, and stops when told to', async () => {
  await page.getByRole('button', { name: 'Play the story' }).click();
  await bubble(bob, 'Morning! High water is at ten. Coming sailing?').waitFor();
  await page.getByRole('button', { name: 'Stop the story' }).click();
  await page.getByRole('button', { name: 'Play the story' }).waitFor();
  expect(errors).toEqual([]);
});

test('after --fresh the same browser begins anew, and without it goes on', async () => {
  const data = join(folder, 'again');
  const context = await browser.newContext();
  const chat = await context.newPage();
  chat.setDefaultTimeout(0);
  const seen: number[] = [];
  for (const options of [[], [], ['--fresh']]) {
    const run = runStart(['--data', data, '--no-open', ...options]);
    await chat.goto(`${await run.address}?quick=1`);
    const left = chat.frameLocator('iframe[title="Ann’s chat"]');
    await left.getByRole('textbox', { name: 'Message' }).waitFor();
    seen.push(await bubble(left, 'Ahoy').count());
    await say(left, 'Ahoy');
    await bubble(left, 'Ahoy').last().waitFor();
    run.child.kill('SIGTERM');
    await run.ended;
  }
  expect(seen).toEqual([0, 1, 0]);
  await context.close();
});
