import type { Client } from '@tidemark/core';
import type { NetworkSwitch } from './network.ts';
import { createElement, type DevtoolsElement, type Dock } from './panel/element.ts';

export interface DevtoolsOptions {
  /** Where the panel goes. Default: the page's body. */
  readonly into?: Element | undefined;
  /** Over an edge of the page, behind a button. Default: `bottom`; with `into` none: it fills its place, and is open. */
  readonly dock?: Dock | undefined;
  /** The switch in front of the client's transport: the panel shows and sets it. */
  readonly link?: NetworkSwitch | undefined;
}

export interface Devtools extends Disposable {
  readonly element: DevtoolsElement;
  open(): void;
  close(): void;
  /** What the log holds, as JSON Lines. */
  exportLog(): string;
  /** Takes the panel away. No listener and no timer is left. A second call does nothing. */
  dispose(): void;
}

/**
 * Shows what a client does and why: sync, outbox, streams, cache, tabs and a log. Several panels may show one client.
 *
 * @example
 * const devtools = mountDevtools(client, { dock: 'right' });
 */
export function mountDevtools(client: Client, options: DevtoolsOptions = {}): Devtools {
  const { into = document.body, dock = options.into ? undefined : 'bottom', link } = options;
  const element = createElement(into.ownerDocument);
  element.dock = dock;
  element.link = link;
  element.client = client;
  into.append(element);
  const dispose = (): void => element.remove();
  return {
    element,
    open: () => element.panel?.open(),
    close: () => element.panel?.close(),
    exportLog: () => element.panel?.exportLog() ?? '',
    dispose,
    // Where the engine has no such symbol, compiled `using` looks for this one.
    [Symbol.dispose ?? (Symbol.for('Symbol.dispose') as typeof Symbol.dispose)]: dispose,
  };
}
