import { indexedDb } from '@tidemark/adapter-indexeddb';
import { type Client, createClient, type MessageWindow, type StorageAdapter, TidemarkError } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';

/** What a test in Node may ask of a tab. */
export interface Page {
  open(url: string, token: string): Promise<void>;
  /** As `open`, by a later version of the app, whose schema has a store more. */
  openLater(url: string, token: string): Promise<void>;
  create(): Promise<string>;
  look(conversationId: string): void;
  send(text: string): Promise<void>;
  /** What sending a text of that many characters is refused with; undefined where it is not. */
  refusalOf(text: string, characters: number): Promise<string | undefined>;
  /** The rows shown, as `text delivery`. */
  rows(): readonly string[];
  /** Milliseconds from `since` (of `Date.now`, the same in all tabs) until a row of this text was shown. */
  shownAfterMs(text: string, since: number): number | undefined;
  status(): string | undefined;
  errors(): readonly string[];
  /** Codes of what was told in the background. */
  codes(): readonly string[];
  /** Codes of what the storage told of a database that is gone. */
  losses(): readonly string[];
  /** Sockets that are open. */
  sockets(): number;
  /**
   * Stops all of this page, for a debugger, as soon as no transaction is open: amid one it would keep everybody from
   * writing until the engine ends that one, after a minute.
   */
  stopBetweenTransactions(): void;
}

let client: Client;
let conversation: string;
let window: MessageWindow;
const told: unknown[] = [];
const losses: string[] = [];
const shownAt = new Map<string, number>();

const sockets = new Set<WebSocket>();

class CountedSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    this.addEventListener('open', () => sockets.add(this));
    this.addEventListener('close', () => sockets.delete(this));
  }
}

async function openOn(storage: StorageAdapter, url: string, token: string): Promise<void> {
  client = await createClient({
    storage,
    transport: webSocket(url, { WebSocket: CountedSocket }),
    auth: () => token,
    user: 'ann',
    outbox: { retryMaxMs: 1_000 },
    onError: (error) => told.push(error),
  });
}

const onLost = (error: TidemarkError<'storage/corrupt'>): void => {
  losses.push(error.code);
};

const codeOf = (error: unknown): string => (TidemarkError.is(error) ? error.code : String(error));

const page: Page = {
  open: (url, token) => openOn(indexedDb('tabs', { onLost }), url, token),
  openLater(url, token) {
    const storage = indexedDb('tabs', { onLost });
    const later = { name: 'later', keyArity: 1, indexes: {} };
    const open: StorageAdapter['open'] = (spec) => storage.open({ ...spec, stores: [...spec.stores, later] });
    return openOn({ ...storage, open }, url, token);
  },
  async create() {
    return (await client.conversations.create({ kind: 'group', members: ['bob'] })).id;
  },
  look(id) {
    conversation = id;
    window = client.messages.observe(id, { limit: 200 });
    window.subscribe(() => {
      for (const { body } of window.getSnapshot()?.rows ?? []) {
        const text = body?.text ?? '';
        if (!shownAt.has(text)) shownAt.set(text, Date.now());
      }
    });
  },
  async send(text) {
    await client.messages.send(conversation, { text });
  },
  async refusalOf(text, characters) {
    try {
      await client.messages.send(conversation, { text: text.padEnd(characters, '.') });
      return undefined;
    } catch (error) {
      return codeOf(error);
    }
  },
  rows: () => window.getSnapshot()?.rows.map(({ body, delivery }) => `${body?.text} ${delivery}`) ?? [],
  shownAfterMs(text, since) {
    const at = shownAt.get(text);
    return at === undefined ? undefined : at - since;
  },
  status: () => client.sync.observe().getSnapshot()?.kind,
  errors: () => told.map(String),
  codes: () => told.map(codeOf),
  losses: () => losses,
  sockets: () => sockets.size,
  stopBetweenTransactions() {
    const opening = indexedDB.open('tabs');
    opening.onsuccess = () => {
      const db = opening.result;
      // It begins when all others are over.
      const alone = db.transaction([...db.objectStoreNames], 'readwrite');
      alone.oncomplete = () => {
        db.close();
        // biome-ignore lint/suspicious/noDebugger: this is what the test asks for
        debugger;
      };
    };
  },
};

Object.assign(globalThis, { page });
