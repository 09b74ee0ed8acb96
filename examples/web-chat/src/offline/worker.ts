/**
 * Starts the chat without a network: the files of this build are put into a cache of their own, and answered from it.
 * What people write and read is none of its business: that is in the client's database. A new build takes over when the
 * last page of the old one is closed, so that no page meets files of another build.
 */
declare const __PRECACHE__: { readonly version: string; readonly files: readonly string[] };

/** What this file uses of a worker's globals: the library of types for workers does not go with that for pages. */
interface Worker {
  readonly registration: { readonly scope: string };
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
}
interface Lasting {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = globalThis as unknown as Worker;
const PREFIX = 'web-chat ';
const { version, files } = __PRECACHE__;
const cacheName = `${PREFIX}${version}`;
const scope = new URL(worker.registration.scope);
const known = new Set(files.map((path) => new URL(path, scope).pathname));

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll([...known])));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers());
});

async function forgetOthers(): Promise<void> {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(PREFIX) && name !== cacheName);
  await Promise.all(others.map((name) => caches.delete(name)));
}

worker.addEventListener('fetch', (event) => {
  const path = pathOf(event.request);
  if (path !== undefined) event.respondWith(fromCache(path, event.request));
});

/** Which of our files answers a request; queries are for the page, not for the server. */
function pathOf({ method, url }: Request): string | undefined {
  const { origin, pathname } = new URL(url);
  if (method !== 'GET' || origin !== scope.origin) return undefined;
  const path = pathname === scope.pathname ? `${pathname}index.html` : pathname;
  return known.has(path) ? path : undefined;
}

async function fromCache(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  return (await cache.match(path)) ?? fetch(request);
}
