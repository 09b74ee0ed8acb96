import { TidemarkProvider, useClient, useMessages, useSyncStatus } from '@tidemark/react';
import { Suspense } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { expect, onTestFinished, test } from 'vitest';
import { CREW, openDevice } from './open-device.ts';
import { render, soon, wait } from './render.ts';

const seen: string[] = [];

/** What React, or anybody, complains of while the test runs. */
function complaints(): readonly unknown[] {
  const { error } = console;
  const heard: unknown[] = [];
  console.error = (...parts) => void heard.push(parts);
  onTestFinished(() => {
    console.error = error;
  });
  return heard;
}

function Suspending() {
  const { rows, status } = useMessages(CREW, { suspend: true });
  seen.push(`${status} ${rows.length}`);
  return <p>{`${status} ${rows.length}`}</p>;
}

const waiting = (
  <Suspense fallback="waiting">
    <Suspending />
  </Suspense>
);

test('[RCT-10] a component that suspends waits for the first value, and for nothing after it', async () => {
  const complained = complaints();
  const { client, say, reads, openCount } = await openDevice(3);
  await client.whenSynced(CREW);
  const release = reads.hold();
  seen.length = 0;
  const { text, show } = render(client, waiting);
  await soon(text).toBe('waiting');
  const asked = reads.of('messages');
  // Longer than an observation that nobody uses stays open.
  await wait(1_300);
  expect([text(), openCount(), seen, reads.of('messages')]).toEqual(['waiting', 1, [], asked]);
  release();
  await soon(text).toBe('ready 3');
  expect(new Set(seen)).toEqual(new Set(['ready 3']));
  say('more');
  await soon(text).toBe('ready 4');
  show(null);
  await soon(text).toBe('');
  show(waiting);
  await soon(text).toBe('ready 4');
  expect(seen).not.toContain('loading 0');
  show(null);
  await soon(openCount).toBe(0);
  expect(complained).toEqual([]);
});

test('[RCT-10] one that waits for what another left goes on waiting, and is shown', async () => {
  const { client, reads } = await openDevice(3);
  await client.whenSynced(CREW);
  const release = reads.hold();
  function Plain() {
    return <i>{useMessages(CREW).rows.length}</i>;
  }
  const { text, show } = render(
    client,
    <>
      {waiting}
      <Plain />
    </>,
  );
  await soon(text).toBe('waiting0');
  show(waiting);
  await wait(1_300);
  release();
  await soon(text).toBe('ready 3');
});

test('[RCT-9] what a server rendered is hydrated as it is, then shown as the device has it', async () => {
  const complained = complaints();
  const { client } = await openDevice(3);
  function App() {
    const { rows, status } = useMessages(CREW, { suspend: true });
    const sync = useSyncStatus();
    const hasClient = useClient({ optional: true }) !== undefined;
    return <p>{`${status} ${rows.length} ${sync.kind} ${hasClient ? '' : 'no client'}`}</p>;
  }
  const tree = (of: typeof client | undefined) => (
    <TidemarkProvider client={of}>
      <Suspense fallback="waiting">
        <App />
      </Suspense>
    </TidemarkProvider>
  );
  const place = document.body.appendChild(document.createElement('div'));
  place.innerHTML = renderToString(tree(undefined));
  expect(place.textContent).toBe('loading 0 offline no client');
  const problems: unknown[] = [];
  const root = hydrateRoot(place, tree(undefined), { onRecoverableError: (error) => problems.push(error) });
  onTestFinished(() => {
    root.unmount();
    place.remove();
  });
  await wait(100);
  expect(place.textContent).toBe('loading 0 offline no client');
  root.render(tree(client));
  await soon(() => place.textContent).toBe('ready 3 live ');
  expect([problems, complained]).toEqual([[], []]);
});
