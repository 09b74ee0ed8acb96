import type { Client } from '@tidemark/core';
import { TidemarkProvider } from '@tidemark/react';
import { createElement, Fragment, type ReactNode, type StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { expect, onTestFinished } from 'vitest';

// Patience for a machine that is busy with something else; what holds is seen within milliseconds.
const PATIENCE_MS = 30_000;
export const soon = (read: () => unknown) => expect.poll(read, { timeout: PATIENCE_MS, interval: 5 });

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface Rendered {
  readonly root: Root;
  readonly place: HTMLElement;
  text(): string | null;
  show(children: ReactNode, client?: Client | undefined): void;
  unmount(): void;
}

/** A root in the page, under a provider with this client. Gone with the test. StrictMode runs effects twice only around all. */
export function render(
  client: Client | undefined,
  children: ReactNode,
  Around: typeof StrictMode = Fragment,
): Rendered {
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  const show = (next: ReactNode, of = client): void =>
    root.render(createElement(Around, null, createElement(TidemarkProvider, { client: of }, next)));
  let isThere = true;
  const unmount = (): void => {
    if (isThere) root.unmount();
    isThere = false;
  };
  onTestFinished(() => {
    unmount();
    place.remove();
  });
  show(children);
  return { root, place, text: () => place.textContent, show, unmount };
}
