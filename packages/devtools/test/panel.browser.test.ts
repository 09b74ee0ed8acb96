import { memoryStorage, type StorageAdapter } from '@tidemark/core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { mountDevtools } from '../src/mount-devtools.ts';
import { mounted, soon, talking } from './mounted.ts';
import { openPage } from './open-page.ts';

test('[DEV-1] the panel opens and closes, says where sync stands, and gives back focus', async () => {
  const { ann } = await talking();
  const panel = mounted(ann, false);
  expect(panel.find('.panel')).toBeUndefined();
  await panel.press('Tidemark');
  await panel.see('Connected. This device holds what it should.');
  expect(panel.root.activeElement?.id).toBe('tab-sync');
  panel.find('.close')?.click();
  expect(panel.find('.panel')).toBeUndefined();
  expect(panel.root.activeElement?.className).toBe('launcher');
});

test('[DEV-1] the views are tabs: arrows, Home and End choose, one is in the order of the Tab key', async () => {
  const { ann } = await talking();
  const panel = mounted(ann);
  const key = (name: string) =>
    panel.root.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
  const chosen = () => panel.all('[role=tab][aria-selected=true]').map(({ id, tabIndex }) => `${id} ${tabIndex}`);
  const went: string[][] = [];
  for (const name of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'End', 'ArrowRight', 'ArrowLeft', 'Home']) {
    key(name);
    await new Promise(requestAnimationFrame);
    went.push([...chosen(), panel.root.activeElement?.id ?? '']);
  }
  const of = (name: string) => [`tab-${name} 0`, `tab-${name}`];
  expect(went).toEqual(['outbox', 'streams', 'outbox', 'log', 'sync', 'log', 'sync'].map(of));
  expect(panel.find('[role=tabpanel]')?.getAttribute('aria-labelledby')).toBe('tab-sync');
});

test('[DEV-2] a refused op is shown with its reason and its way, is retried, and taken back', async () => {
  const { ann, bob, id } = await talking();
  await ann.client.messages.send(id, { text: 'mine' });
  await ann.client.flush();
  const message = await soon(async () => {
    for await (const { rows } of bob.client.messages.observe(id)) if (rows[0]) return rows[0];
    throw new Error('not there');
  });
  // Only its author may edit a message, and this device does not know that.
  const panel = mounted(bob);
  await panel.press('Outbox');
  await panel.see('Everything written here is at the server.');
  await bob.client.conversations.update(id, { title: 'Mine <b>now</b>' });
  await panel.see('op/forbidden');
  await panel.see('Your role does not allow this write.');
  expect(message.body.text).toBe('mine');
  await panel.press('Way');
  await panel.see(/written.*pushed, try 1.*refused for good/);
  await panel.press('Retry');
  await panel.see('pushed, try 2');
  await panel.press('Cancel');
  await panel.see('Everything written here is at the server.');
  for await (const ops of bob.client.outbox.observe()) {
    expect(ops).toEqual([]);
    break;
  }
});

test('[DEV-2] what waits says until when; what was never pushed is taken back', async () => {
  const { ann, id } = await talking();
  const panel = mounted(ann);
  await panel.press('Outbox');
  ann.link.set({ offline: true });
  await soon(() => expect(panel.devtools.exportLog()).toContain('no-network'));
  await ann.client.messages.send(id, { text: 'one' });
  await panel.see(/“one”.*not pushed yet/);
  ann.link.set({ offline: false, loss: 1 });
  await panel.see(/next try (now|\d+ s)/);
  await panel.press('Cancel');
  await panel.see('Taken back');
  await panel.see('Nothing waits');
});

test('[DEV-7] what people write is text in every view', async () => {
  const { ann, id } = await talking();
  const markup = '<img src=x onerror=alert(1)>';
  await ann.client.conversations.update(id, { title: markup });
  await ann.client.flush();
  ann.link.set({ offline: true });
  await ann.client.messages.send(id, { text: markup });
  const panel = mounted(ann);
  await panel.press('Outbox');
  await panel.see(`“${markup}”`);
  expect(panel.all('img')).toEqual([]);
  await panel.press('Streams');
  await panel.see(markup);
  expect(panel.all('img')).toEqual([]);
});

test('[DEV-3] the network is switched from the panel, and the client follows', async () => {
  const { ann } = await talking();
  const panel = mounted(ann);
  await panel.see('Live');
  panel.find('input[name=offline]')?.click();
  expect(ann.link.state().offline).toBe(true);
  await panel.see('This device says that it has no network.');
  const slow = panel.find('select[name=delayMs]') as HTMLSelectElement;
  slow.value = '300';
  slow.dispatchEvent(new Event('change'));
  expect(ann.link.state().delayMs).toBe(300);
  await panel.press('Back to normal');
  expect(ann.link.state()).toMatchObject({ offline: false, delayMs: 0 });
  await panel.see('Connected. This device holds what it should.');
});

test('[DEV-3] sync now connects anew, and a pause of the panel ends with it', async () => {
  const { ann } = await talking();
  const panel = mounted(ann);
  await panel.press('Sync now');
  await soon(() => expect(panel.devtools.exportLog()).toContain('"kind":"disconnected"'));
  await panel.see('Connected. This device holds what it should.');
  await panel.press('Pause');
  await panel.see('Paused here, in these devtools.');
  panel.devtools.dispose();
  await ann.client.whenSynced();
});

test('[DEV-4] streams are shown with what is held and what is missing, as a bar and in words', async () => {
  const { ann, id } = await talking();
  for (let n = 1; n <= 4; n++) await ann.client.messages.send(id, { text: `${n}` });
  await ann.client.flush();
  const panel = mounted(ann);
  await panel.press('Streams');
  await panel.see('Crew');
  await soon(() => expect(panel.find('[role=img]')?.getAttribute('aria-label')).toBe('1–4 held'));
  expect(panel.find('.piece.held')?.style.width).toBe('100%');
});

test('[DEV-4] the cache is cleared after a question, and what is unsent stays', async () => {
  const { ann, id } = await talking();
  ann.link.set({ offline: true });
  await ann.client.messages.send(id, { text: 'unsent' });
  const panel = mounted(ann);
  await panel.press('Cache');
  await panel.press('Clear cache');
  await panel.see('What is unsent stays');
  await panel.press('Keep');
  await soon(() => expect(panel.find('.ask')).toBeUndefined());
  await panel.press('Clear cache');
  await soon(() => expect(panel.find('.ask')).toBeDefined());
  panel.find('.ask .danger')?.click();
  await panel.see('Nothing that may go is held');
  for await (const ops of ann.client.outbox.observe()) {
    expect(ops).toHaveLength(1);
    break;
  }
});

test('[DEV-4] a client alone says so; one of several tabs says who leads and who else is there', async () => {
  const page = openPage();
  const memory = memoryStorage();
  const storage: StorageAdapter = { ...memory, capabilities: { durable: true, shared: 'concurrent' } };
  const joining: StorageAdapter = { ...storage, open: async () => {}, close: async () => {} };
  const alone = await page.open('eve');
  const [first, second] = [await page.open('ann', { storage }), await page.open('ann', { storage: joining })];
  onTestFinished(async () => {
    for (const { client } of [alone, second, first]) await client.close();
  });
  const [one, two, eve] = [first, second, alone].map((person) => mounted(person));
  for (const panel of [one, two, eve]) await panel?.press('Tabs');
  await eve?.see('shares its database with no other tab');
  await one?.see(/Leaderthis tab.*Tabs2.*This tab\S+leads.*Another tab/);
  await two?.see(/Leadertab ….*Tabs2.*This tab.*Another tab\S+leads/);
});

test('[DEV-5] the log is filtered, stopped, cleared and exported', async () => {
  const { ann, id } = await talking();
  const panel = mounted(ann);
  await panel.press('Log');
  await ann.client.messages.send(id, { text: 'a secret' });
  await ann.client.flush();
  await panel.see('op-moved');
  const filter = panel.find('.filter') as HTMLInputElement;
  filter.value = 'QUEUED inflight';
  filter.dispatchEvent(new Event('input'));
  await soon(() => expect(panel.all('.line').length).toBe(1));
  expect(panel.find('.line')?.textContent).toContain('queued → inflight');
  await panel.press('Stop');
  await ann.client.messages.send(id, { text: 'another' });
  await ann.client.flush();
  await new Promise(requestAnimationFrame);
  expect(panel.all('.line')).toHaveLength(1);
  await panel.press('Go on');
  await soon(() => expect(panel.all('.line').length).toBe(2));
  const lines = panel.devtools.exportLog().trimEnd().split('\n');
  const kinds = lines.map((line) => JSON.parse(line).kind);
  expect(kinds).toContain('op-moved');
  expect(kinds).toContain('stream-changed');
  expect(lines.join()).not.toContain('secret');
  await panel.press('Clear');
  await panel.see('0 of 0 events');
});

test('[DEV-6] two panels show one client, and each has its own view', async () => {
  const { ann } = await talking();
  const [one, two] = [mounted(ann), mounted(ann)];
  await two.press('Log');
  await two.see(/of \d+ events/);
  await one.see('Connected.');
  ann.link.set({ offline: true });
  await one.see('no network');
  await two.see('no-network');
  one.devtools.dispose();
  ann.link.set({ offline: false });
  await two.see('live');
});

test('[DEV-6] closed it paints nothing; open, at most once a frame', async () => {
  const { ann, id } = await talking();
  const panel = mounted(ann, false);
  let changes = 0;
  const observer = new MutationObserver(() => changes++);
  observer.observe(panel.root, { subtree: true, childList: true, characterData: true, attributes: true });
  const frames = vi.spyOn(window, 'requestAnimationFrame');
  onTestFinished(() => frames.mockRestore());
  for (let n = 0; n < 50; n++) await ann.client.messages.send(id, { text: `${n}` });
  await ann.client.flush();
  expect([changes, frames.mock.calls.length]).toEqual([0, 0]);
  panel.devtools.open();
  const before = frames.mock.calls.length;
  for (let n = 0; n < 50; n++) void ann.client.messages.send(id, { text: `${n}` });
  expect(frames.mock.calls.length - before).toBeLessThanOrEqual(1);
  await ann.client.flush();
  observer.disconnect();
});

test('[DEV-6] disposed it leaves no timer, no frame, no observation and nothing in the page', async () => {
  const { ann } = await talking();
  const count = () => ann.client.use({ open: ({ sources }) => sources.open }).size;
  const before = count();
  const timers = new Set<number>();
  const [set, clear] = [window.setTimeout, window.clearTimeout];
  const setSpy = vi.spyOn(window, 'setTimeout').mockImplementation(((run: () => void, ms: number) => {
    const handle = set(() => {
      timers.delete(handle);
      run();
    }, ms);
    timers.add(handle);
    return handle;
  }) as never);
  const clearSpy = vi.spyOn(window, 'clearTimeout').mockImplementation(((handle: number) => {
    timers.delete(handle);
    clear(handle);
  }) as never);
  onTestFinished(() => {
    setSpy.mockRestore();
    clearSpy.mockRestore();
  });
  const panel = mounted(ann);
  await panel.see('Connected.');
  expect(timers.size).toBeGreaterThan(0);
  panel.devtools.dispose();
  panel.devtools.dispose();
  expect(document.querySelector('tidemark-devtools')).toBeNull();
  expect(count()).toBe(before);
  expect(panel.root.childNodes).toHaveLength(0);
  expect([...timers]).toEqual([]);
  panel.devtools.open();
  expect(panel.root.childNodes).toHaveLength(0);
});

test('[DEV-1] as part of a page it is open, fills its place and has no button to close it', async () => {
  const { ann } = await talking();
  const place = document.createElement('div');
  document.body.append(place);
  const devtools = mountDevtools(ann.client, { into: place });
  onTestFinished(() => {
    devtools.dispose();
    place.remove();
  });
  const root = place.firstElementChild?.shadowRoot;
  expect(root?.querySelector('[role=tabpanel]')).not.toBeNull();
  expect(root?.querySelector('.close')).toBeNull();
  devtools.close();
  expect(root?.querySelector('.panel')).not.toBeNull();
});
