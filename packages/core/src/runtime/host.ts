import type { Json } from '@tidemark/protocol';

/** The globals this folder looks for. Each may be missing: browsers, workers and Node differ. */
export interface Host {
  readonly performance?: { now(): number };
  readonly setTimeout: (run: () => void, delayMs: number) => object | number;
  readonly clearTimeout: (handle: object | number) => void;
  /** Browsers but WebKit. */
  readonly requestIdleCallback?: (run: () => void, options: { timeout: number }) => unknown;
  readonly queueMicrotask: (run: () => void) => void;
  readonly reportError?: (error: unknown) => void;
  readonly crypto?: { getRandomValues?(target: Uint8Array<ArrayBuffer>): unknown };
  readonly navigator?: { readonly onLine?: boolean; readonly locks?: HostLocks };
  readonly document?: HostEvents & { readonly visibilityState?: string };
  readonly addEventListener?: HostEvents['addEventListener'];
  readonly removeEventListener?: HostEvents['removeEventListener'];
  /** Of a worker of a browser. */
  readonly WorkerGlobalScope?: unknown;
  /** Of a service worker, and of nothing else: the pages it serves. */
  readonly clients?: unknown;
  readonly BroadcastChannel?: new (name: string) => HostChannel;
}

export interface HostEvents {
  addEventListener(type: string, listener: (event: HostEvent) => void): void;
  removeEventListener(type: string, listener: (event: HostEvent) => void): void;
}

export interface HostEvent {
  readonly data?: unknown;
  readonly persisted?: boolean;
}

export interface HostLocks {
  request<Held>(
    name: string,
    options: { signal: AbortSignal } | { steal: true },
    held: () => Promise<Held>,
  ): Promise<Held>;
}

export interface HostChannel extends HostEvents {
  postMessage(message: Json): void;
  close(): void;
  /** Node only. */
  unref?(): void;
}

/** The world as it is here. Asked when used, never kept, so that a polyfill loaded late counts. */
export const currentHost = (): Host => globalThis as unknown as Host;
