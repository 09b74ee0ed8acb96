import { useMessages, useMessagesAt, useOutbox, useSyncStatus } from '@tidemark/react';
import { build } from '@tidemark/testing';
import { StrictMode, Suspense, useEffect } from 'react';
import { expect, test } from 'vitest';
import { CREW, openDevice } from './open-device.ts';
import { render, soon, wait } from './render.ts';

function Count({ limit }: { readonly limit?: number }) {
  const { rows, status } = useMessages(CREW, { limit });
  return <p>{`${status} ${rows.length} `}</p>;
}

test('[RCT-2] components with the same query share an observation, others have their own', async () => {
  const { client, openCount } = await openDevice(3);
  const { show, text } = render(
    client,
    <>
      <Count limit={50} />
      <Count limit={50} />
    </>,
  );
  await soon(text).toBe('ready 3 ready 3 ');
  expect(openCount()).toBe(1);
  show(
    <>
      <Count limit={50} />
      <Count limit={2} />
    </>,
  );
  await soon(text).toBe('ready 3 ready 2 ');
  expect(openCount()).toBe(2);
});

test('[RCT-2] an observation closes a second after the last component left, and nothing listens', async () => {
  const { client, openCount, reads } = await openDevice(3);
  const { show, text } = render(
    client,
    <>
      <Count />
      <Count />
    </>,
  );
  await soon(text).toBe('ready 3 ready 3 ');
  show(<Count />);
  await wait(1_300);
  expect([text(), openCount()]).toEqual(['ready 3 ', 1]);
  show(null);
  await wait(500);
  expect(openCount()).toBe(1);
  await soon(openCount).toBe(0);
  const before = reads.of('messages');
  show(<Count />);
  await soon(text).toBe('ready 3 ');
  expect(reads.of('messages')).toBeGreaterThan(before);
});

test('[RCT-3] StrictMode reads once, and leaves nothing open', async () => {
  const { client, openCount, reads } = await openDevice(3);
  const effects: string[] = [];
  function Strict() {
    useEffect(() => {
      effects.push('in');
      return () => void effects.push('out');
    }, []);
    useSyncStatus();
    useOutbox();
    return <Count limit={50} />;
  }
  const { text, unmount } = render(client, <Strict />, StrictMode);
  await soon(text).toBe('ready 3 ');
  // It did what it does: every effect ran, was undone and ran again.
  expect(effects).toEqual(['in', 'out', 'in']);
  expect(openCount()).toBe(3);
  const before = reads.of('messages');
  unmount();
  await soon(openCount).toBe(0);
  expect(reads.of('messages')).toBe(before);
});

test('[RCT-3] who comes back within the second finds everything as it was, at once', async () => {
  const { client, reads } = await openDevice(3);
  const seen: string[] = [];
  function Seen() {
    const { rows, status } = useMessages(CREW);
    seen.push(`${status} ${rows.length}`);
    return <p>{rows.length}</p>;
  }
  const { show, text } = render(client, <Seen />);
  await soon(text).toBe('3');
  show(null);
  await soon(text).toBe('');
  const before = reads.of('messages');
  seen.length = 0;
  await wait(300);
  show(<Seen />);
  await soon(text).toBe('3');
  expect([seen[0], reads.of('messages')]).toEqual(['ready 3', before]);
});

test('[RCT-4] what a render that was given up had opened is closed', async () => {
  const { client, openCount } = await openDevice(3);
  const never = new Promise<void>(() => {});
  function Stuck(): never {
    throw never;
  }
  const { show, text } = render(
    client,
    <Suspense fallback="waiting">
      <Count />
      <Stuck />
    </Suspense>,
  );
  await soon(text).toBe('waiting');
  await soon(openCount).toBe(1);
  show(<p>gone</p>);
  await soon(openCount).toBe(0);
  expect(text()).toBe('gone');
});

test('[RCT-8] loadOlder extends the window for all who share it, and is always the same function', async () => {
  const { client } = await openDevice(30);
  const functions = new Set<unknown>();
  function Window({ name }: { readonly name: string }) {
    const { rows, hasOlder, loadOlder } = useMessages(CREW, { limit: 5 });
    functions.add(loadOlder);
    return (
      <button type="button" id={name} onClick={() => loadOlder(10)}>
        {`${rows.length} ${hasOlder} `}
      </button>
    );
  }
  const { text, place } = render(
    client,
    <>
      <Window name="a" />
      <Window name="b" />
    </>,
  );
  await soon(text).toBe('5 true 5 true ');
  place.querySelector('button')?.click();
  await soon(text).toBe('15 true 15 true ');
  place.querySelector('button')?.click();
  place.querySelector('button')?.click();
  await soon(text).toBe('30 false 30 false ');
  expect(functions.size).toBe(2);
});

test('[RCT-12] given another client, hooks show that one’s state and leave the former', async () => {
  const ann = await openDevice(3);
  const bob = await openDevice(7);
  const { show, text } = render(ann.client, <Count />);
  await soon(text).toBe('ready 3 ');
  show(<Count />, bob.client);
  await soon(text).toBe('ready 7 ');
  await soon(ann.openCount).toBe(0);
  expect(bob.openCount()).toBe(1);
});

test('[RCT-12] a provider that gets its client later shows it then', async () => {
  const { client } = await openDevice(3);
  const { show, text } = render(undefined, <Count />);
  await soon(text).toBe('loading 0 ');
  show(<Count />, client);
  await soon(text).toBe('ready 3 ');
});

test('[RCT-6] where no frames are drawn, a change is shown all the same', async () => {
  const { client, say } = await openDevice(3);
  const { text } = render(client, <Count />);
  await soon(text).toBe('ready 3 ');
  const { requestAnimationFrame } = globalThis;
  // As in a page that nobody sees: the frame that was asked for is not drawn.
  globalThis.requestAnimationFrame = () => 0;
  try {
    say('unseen');
    await soon(text).toBe('ready 4 ');
  } finally {
    globalThis.requestAnimationFrame = requestAnimationFrame;
  }
});

test('[RCT-6] what comes alone is rendered before any frame, what follows it when that was drawn', async () => {
  const { client, say } = await openDevice(3);
  const { text } = render(client, <Count />);
  await soon(text).toBe('ready 3 ');
  await wait(200);
  const { requestAnimationFrame, setTimeout } = globalThis;
  const frames: FrameRequestCallback[] = [];
  globalThis.requestAnimationFrame = (drawn) => frames.push(drawn);
  // Nor does the time run out that a page without frames waits.
  const short = (run: () => void, ms = 0) => (ms < 100 ? setTimeout(run, ms) : 0);
  globalThis.setTimeout = short as typeof setTimeout;
  try {
    say('alone');
    await soon(text).toBe('ready 4 ');
    say('next');
    await wait(50);
    expect(text()).toBe('ready 4 ');
    for (const drawn of frames) drawn(performance.now());
    await soon(text).toBe('ready 5 ');
  } finally {
    Object.assign(globalThis, { requestAnimationFrame, setTimeout });
  }
});

test('[RCT-13] a window that opens after nobody looks any more is closed', async () => {
  const { client, openCount, heard, tell } = await openDevice(3);
  const target = { message: build.id(77) };
  function Place() {
    return useMessagesAt(CREW, target).status;
  }
  const { unmount } = render(client, <Place />);
  await soon(() => heard('locate').length).toBe(1);
  unmount();
  await wait(1_200);
  tell({ type: 'located', re: heard('locate')[0]?.id ?? 0, stream: build.stream, epoch: 'e1', ord: 2 });
  await wait(50);
  expect(openCount()).toBe(0);
});
