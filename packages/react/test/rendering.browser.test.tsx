import type { Message } from '@tidemark/core';
import { useConversations, useMessages } from '@tidemark/react';
import { build } from '@tidemark/testing';
import { memo, useState } from 'react';
import { flushSync } from 'react-dom';
import { expect, onTestFinished, test } from 'vitest';
import { CREW, openDevice } from './open-device.ts';
import { render, soon, wait } from './render.ts';

const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

/** Frames from now until the test is over. */
function countFrames() {
  let count = 0;
  let isOver = false;
  const startMs = performance.now();
  const next = (): void => {
    count++;
    if (!isOver) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
  onTestFinished(() => {
    isOver = true;
  });
  return {
    count: () => count,
    /** As often as one may render: one was asked for before, and none is waited for longer than 100 ms. */
    most: () => count + 1 + Math.floor((performance.now() - startMs) / 100),
  };
}

/** Shows a conversation and counts what renders. */
function counted() {
  const lists: number[] = [];
  const rows: string[] = [];
  const Row = memo(({ message }: { readonly message: Message }) => {
    rows.push(message.id);
    return <li>{message.body.text}</li>;
  });
  function List() {
    const view = useMessages(CREW, { limit: 2_000 });
    lists.push(view.rows.length);
    return (
      <ul>
        {view.rows.map((message) => (
          <Row key={message.id} message={message} />
        ))}
      </ul>
    );
  }
  return { List, lists, rows };
}

test('[RCT-6] a thousand messages, told one by one, render at most once a frame', async () => {
  const { client, say } = await openDevice(3);
  const { List, lists } = counted();
  const { place } = render(client, <List />);
  await soon(() => place.querySelectorAll('li').length).toBe(3);
  lists.length = 0;
  const frames = countFrames();
  const perFrame: number[] = [];
  // Each in a task of its own, as a socket tells them.
  const channel = new MessageChannel();
  const sent = new Promise<void>((resolve) => {
    let n = 0;
    channel.port1.onmessage = () => {
      say(`burst ${n++}`);
      perFrame.push(frames.count());
      if (n < 1_000) channel.port2.postMessage(0);
      else resolve();
    };
  });
  channel.port2.postMessage(0);
  await sent;
  await soon(() => place.querySelectorAll('li').length).toBe(1_003);
  console.log(`1,000 messages: ${lists.length} renders in ${frames.count()} frames`);
  expect(lists.length).toBeLessThanOrEqual(frames.most());
  expect(lists.at(-1)).toBe(1_003);
  // Several came within one frame, or this shows nothing.
  expect(new Set(perFrame).size).toBeLessThan(1_000);
});

test('[RCT-6] many observations that change within a frame are one render', async () => {
  const { client, say } = await openDevice(3);
  let renders = 0;
  function Both() {
    const { rows } = useMessages(CREW, { limit: 5 });
    const { rows: fewer } = useMessages(CREW, { limit: 4 });
    useConversations();
    renders++;
    return <p>{`${rows.length} ${fewer.length}`}</p>;
  }
  const { text } = render(client, <Both />);
  await soon(text).toBe('3 3');
  await nextFrame();
  const before = renders;
  const frames = countFrames();
  for (let n = 0; n < 10; n++) say('more');
  await soon(text).toBe('5 4');
  await nextFrame();
  expect(renders - before).toBeLessThanOrEqual(Math.min(frames.most(), 9));
});

test('[RCT-7] a message that changed renders its row alone, and nothing renders when nothing changed', async () => {
  const { client, edit, tell } = await openDevice(100);
  const { List, lists, rows } = counted();
  const { place } = render(client, <List />);
  await soon(() => place.querySelectorAll('li').length).toBe(100);
  await wait(50);
  lists.length = 0;
  rows.length = 0;
  edit(40, 'edited');
  await soon(() => place.querySelectorAll('li')[39]?.textContent).toBe('edited');
  await wait(50);
  expect([rows, lists]).toEqual([[build.id(40)], [100]]);
  tell(build.pong());
  await client.conversations.set(build.id(9), { muted: true });
  await wait(100);
  expect([rows.length, lists.length]).toEqual([1, 1]);
});

test('[RCT-5] a component that renders between two frames shows what the others do', async () => {
  const { client } = await openDevice(3);
  const again: (() => void)[] = [];
  function Count({ name }: { readonly name: string }) {
    const { rows } = useMessages(CREW);
    const [, render] = useState(0);
    again.push(() => render((n) => n + 1));
    return <p>{`${name}${rows.length} `}</p>;
  }
  const { text } = render(
    client,
    <>
      <Count name="a" />
      <Count name="b" />
    </>,
  );
  await soon(text).toBe('a3 b3 ');
  const rerenderFirst = again.at(-2) as () => void;
  await nextFrame();
  const window = client.messages.observe(CREW);
  await wait(50);
  await nextFrame();
  const sending = client.messages.send(CREW, { text: 'mine' });
  // The client knows it, no frame was drawn yet, and one of both renders for a reason of its own.
  expect(window.getSnapshot()?.rows).toHaveLength(4);
  flushSync(rerenderFirst);
  expect(text()).toBe('a3 b3 ');
  await sending;
  await soon(text).toBe('a4 b4 ');
});
