import { Injector, runInInjectionContext } from '@angular/core';
import { createClient, createMemoryLink, type MessagesView, memoryStorage } from '@tidemark/core';
import { createComputed, createRoot } from 'solid-js';
import { get } from 'svelte/store';
import { expect, onTestFinished, test } from 'vitest';
import { effectScope, watchSyncEffect } from 'vue';
import { observedSignal } from './angular.ts';
import { onceAFrame } from './once-a-frame.ts';
import { eachFrame } from './rxjs.ts';
import { createObserved } from './solid.ts';
import { toStore } from './svelte.ts';
import { useObserved } from './vue.ts';

const ID = '01900000-0000-7000-8000-000000000000';
const soon = (read: () => unknown) => expect.poll(read, { timeout: 30_000, interval: 5 });

/** A device without a network: what it writes it shows. */
async function openDevice() {
  const storage = memoryStorage();
  const { transport } = createMemoryLink();
  const client = await createClient({ storage, transport, auth: () => 'token', user: 'ann' });
  onTestFinished(() => client.close());
  const open = client.use({ open: ({ sources }) => sources.open });
  const send = (text: string) => client.messages.send(ID, { text });
  return { client, send, window: client.messages.observe(ID), openCount: () => open.size };
}

const textOf = (view: MessagesView | undefined): string => view?.rows.map(({ body }) => body.text).join() ?? 'loading';

test('Vue: a ref follows, its readers run again, and the scope closes the observation', async () => {
  const { window, send, openCount } = await openDevice();
  const seen: string[] = [];
  const scope = effectScope();
  scope.run(() => {
    const view = useObserved(window);
    watchSyncEffect(() => seen.push(textOf(view.value)));
  });
  await soon(() => seen).toEqual(['loading', '']);
  await send('one');
  await soon(() => seen).toEqual(['loading', '', 'one']);
  scope.stop();
  expect(openCount()).toBe(0);
});

test('Svelte: a store calls back at once and at each change until it is left', async () => {
  const { window, send } = await openDevice();
  const store = toStore(window);
  const seen: string[] = [];
  const leave = store.subscribe((view) => seen.push(textOf(view)));
  expect(seen).toEqual(['loading']);
  await soon(() => seen).toEqual(['loading', '']);
  await send('one');
  await soon(() => seen).toEqual(['loading', '', 'one']);
  expect(textOf(get(store))).toBe('one');
  leave();
  await send('two');
  expect([seen.length, textOf(get(store))]).toEqual([3, 'one,two']);
});

test('Solid: a signal follows, what reads it runs again, and the owner closes the observation', async () => {
  const { window, send, openCount } = await openDevice();
  const seen: string[] = [];
  const dispose = createRoot((end) => {
    const view = createObserved(window);
    createComputed(() => seen.push(textOf(view())));
    return end;
  });
  await soon(() => seen).toEqual(['loading', '']);
  await send('one');
  await soon(() => seen).toEqual(['loading', '', 'one']);
  dispose();
  expect(openCount()).toBe(0);
});

test('Angular: a signal follows, and the injector closes the observation', async () => {
  const { window, send, openCount } = await openDevice();
  const injector = Injector.create({ providers: [] });
  const view = runInInjectionContext(injector, () => observedSignal(window));
  expect(textOf(view())).toBe('loading');
  await soon(() => textOf(view())).toBe('');
  await send('one');
  await soon(() => textOf(view())).toBe('one');
  injector.destroy();
  expect(openCount()).toBe(0);
});

test('rxjs, and a callback of one’s own: the latest value, once a frame', async () => {
  const { window, send } = await openDevice();
  const ofRx: string[] = [];
  const own: string[] = [];
  await soon(() => textOf(window.getSnapshot())).toBe('');
  const subscription = eachFrame(window).subscribe((view) => ofRx.push(textOf(view)));
  const end = onceAFrame(window, () => own.push(textOf(window.getSnapshot())));
  await soon(() => ofRx).toEqual(['']);
  await new Promise(requestAnimationFrame);
  // Written in three turns of one frame.
  for (const text of ['one', 'two', 'three']) {
    void send(text);
    await Promise.resolve();
  }
  await soon(() => [ofRx, own]).toEqual([['', 'one,two,three'], ['one,two,three']]);
  subscription.unsubscribe();
  end();
  await send('four');
  await new Promise(requestAnimationFrame);
  expect([ofRx.length, own.length]).toEqual([2, 1]);
});
