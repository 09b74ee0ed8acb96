import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { begin, bubble, choose, openConversation, reaches, say, soon, textField, textsOf } from './kit/chat.ts';
import { openSite, type Site } from './kit/open-site.ts';

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** Two people, each in a browser profile of their own, in one conversation. */
async function twoPeople(one: string, other: string): Promise<readonly [Page, Page]> {
  const [ann, bob] = await Promise.all([site.open(one), site.open(other)]);
  await begin(ann, other);
  await say(ann, 'Ahoy');
  await openConversation(bob, new RegExp(one, 'i'));
  await bubble(bob, 'Ahoy').waitFor();
  return [ann, bob];
}

const closeAll = (pages: readonly Page[]): Promise<unknown> => Promise.all(pages.map((page) => page.context().close()));

test('somebody signs in by name', async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  await page.goto(site.address('x').replace('as=x&', ''));
  await page.getByLabel('Your name').fill('Mia Lee');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('Up to date').waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Mia Lee' }).waitFor();
  await context.close();
});

test('messages are ticked to read, answered, reacted to, changed and deleted', async () => {
  const [ann, bob] = await twoPeople('ann', 'bob');
  await reaches(ann, 'Ahoy', 'Read');
  await choose(bob, 'Ahoy', 'Reply');
  await say(bob, 'Two stops to go');
  await bubble(ann, 'Two stops to go').locator('.quote', { hasText: 'Ahoy' }).waitFor();
  await choose(ann, 'Two stops', 'React');
  await bubble(ann, 'Two stops').getByRole('button', { name: 'React with 👍' }).click();
  await bubble(bob, 'Two stops').getByRole('button', { name: '👍 by Ann' }).waitFor();
  await textField(bob).press('ArrowUp');
  await bob.getByRole('textbox', { name: 'Change the message' }).fill('One stop to go');
  await bob.keyboard.press('Enter');
  await bubble(ann, 'One stop to go').getByText('edited').waitFor();
  await textField(bob).pressSequentially('I');
  await ann.getByText('Bob typing').first().waitFor();
  await choose(ann, 'Ahoy', 'Delete');
  await bubble(ann, 'Ahoy').getByRole('button', { name: 'Delete for everybody' }).click();
  await bubble(bob, 'This message was deleted').waitFor();
  await closeAll([ann, bob]);
});

test('what is written offline outlives a reload, and is there once when the server is back', async () => {
  const [cal, dee] = await twoPeople('cal', 'dee');
  await reaches(cal, 'Ahoy', 'Read');
  await site.server.stop();
  await say(cal, 'In the tunnel');
  await say(cal, 'Still in it');
  await reaches(cal, 'Still in it', 'Sending');
  await textField(cal).fill('half a thou');
  await cal.getByRole('searchbox', { name: 'Search' }).focus();
  await cal.getByText('You are offline').waitFor();
  await cal.getByText('2 unsent').waitFor();
  await cal.reload();
  await reaches(cal, 'In the tunnel', 'Sending');
  await site.server.start();
  await reaches(cal, 'Still in it', 'Read');
  await cal.getByText('2 unsent').waitFor({ state: 'detached' });
  for (const page of [cal, dee]) {
    const written = ['Ahoy', 'In the tunnel', 'Still in it'];
    await soon(() => textsOf(page)).toEqual(written);
  }
  await soon(() => textField(cal).inputValue()).toBe('half a thou');
  await closeAll([cal, dee]);
});

test('what the server refuses says why, and can be tried again or taken back', async () => {
  const [fay, gus] = await twoPeople('fay', 'gus');
  await say(fay, `Too much: ${'wave '.repeat(1_000)}`);
  const refused = bubble(fay, 'Too much');
  await refused.getByText('Not sent. This is too large to be sent.').waitFor();
  await refused.getByRole('button', { name: 'Retry' }).click();
  await refused.getByText('Not sent. This is too large to be sent.').waitFor();
  await say(fay, 'Then shorter');
  await reaches(fay, 'Then shorter', 'Read');
  await refused.getByRole('button', { name: 'Discard' }).click();
  await refused.waitFor({ state: 'detached' });
  expect(await textsOf(gus)).toEqual(['Ahoy', 'Then shorter']);
  await closeAll([fay, gus]);
});

test('a search hit that this device never held is gone to, and back', async () => {
  await ida('PUT', 'logbook', { kind: 'group', title: 'Logbook', members: ['hal'] });
  await ida('POST', 'logbook/messages', { text: 'First entry' });
  await ida('POST', 'logbook/messages', { text: 'the lighthouse keeper waves' });
  const texts = Array.from({ length: 150 }, (_, n) => `entry ${n}`);
  await Promise.all(texts.map((text) => ida('POST', 'logbook/messages', { text })));
  await ida('POST', 'logbook/messages', { text: 'Last entry' });
  const hal = await site.open('hal');
  await openConversation(hal, /Logbook/);
  await bubble(hal, 'Last entry').waitFor();
  await hal.keyboard.press('Control+k');
  await hal.keyboard.type('lighth');
  await hal.getByRole('link', { name: /lighthouse keeper/ }).waitFor();
  await hal.keyboard.press('ArrowDown');
  await hal.keyboard.press('Enter');
  await hal.locator('[data-goal]', { hasText: 'lighthouse keeper waves' }).waitFor();
  await bubble(hal, 'First entry').waitFor();
  await hal.getByRole('button', { name: 'To the newest messages' }).click();
  await bubble(hal, 'Last entry').waitFor();
  await hal.context().close();
});

test('history that this device does not hold is a gap; "Load missing" tries at once, and closes it', async () => {
  await ida('PUT', 'annals', { kind: 'group', title: 'Annals', members: ['ned'] });
  await ida('POST', 'annals/messages', { text: 'First year' });
  const texts = Array.from({ length: 800 }, (_, n) => `year ${n}`);
  await Promise.all(texts.map((text) => ida('POST', 'annals/messages', { text })));
  await ida('POST', 'annals/messages', { text: 'This year' });
  // A device that was at the beginning and at the end holds nothing of what is between.
  const ned = await site.open('ned');
  await openConversation(ned, /Annals/);
  await ned.getByRole('link', { name: /^\d+ more new messages above$/ }).click();
  await ned.locator('[data-goal]', { hasText: 'First year' }).waitFor();
  await openConversation(ned, /Annals/);
  await bubble(ned, 'This year').waitFor();
  await site.server.stop();
  const missing = ned.getByRole('button', { name: 'Load missing' });
  const list = ned.getByLabel('Messages', { exact: true });
  await list.hover();
  await soon(async () => {
    const isThere = (await missing.count()) > 0;
    if (!isThere) await ned.mouse.wheel(0, -500);
    return isThere;
  }).toBe(true);
  await ned.getByText(/^\d+ messages are not on this device$/).waitFor();
  // By itself it would try only after a while.
  await ned.getByText(/^Offline · ([89]|1\d) s$/).waitFor();
  await site.server.start();
  await missing.click();
  await missing.waitFor({ state: 'detached' });
  // What stood above and below the gap stands together now.
  await list.hover();
  await soon(async () => {
    await ned.mouse.wheel(0, -500);
    return (await ned.getByText(/not on this device/).count()) + (await bubble(ned, 'First year').count());
  }).toBe(1);
  expect(await bubble(ned, 'First year').count()).toBe(1);
  await ned.context().close();
});

test('installed, the chat starts without a network', async () => {
  const [kim, lou] = await twoPeople('kim', 'lou');
  await kim.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await kim.context().setOffline(true);
  const again = await kim.context().newPage();
  await again.goto(site.address('kim'));
  await openConversation(again, /Lou/);
  await bubble(again, 'Ahoy').waitFor();
  await closeAll([kim, lou]);
});

/** Ida does something in a conversation of hers, as a program would. */
async function ida(method: 'PUT' | 'POST', path: string, body: object): Promise<void> {
  const url = site.server.httpUrl();
  const asked = await fetch(`${url}/dev/token`, { method: 'POST', body: JSON.stringify({ user: 'ida' }) });
  const { token } = (await asked.json()) as { token: string };
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const answered = await fetch(`${url}/v1/conversations/${path}`, {
    method,
    headers,
    body: JSON.stringify(body),
  });
  if (!answered.ok) throw new Error(await answered.text());
}
