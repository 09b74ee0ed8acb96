import { indexedDb } from '@tidemark/adapter-indexeddb';
import { type Client, createClient, type MessageWindow } from '@tidemark/core';
import { webSocket } from '@tidemark/transport-ws';

/** What a test in Node may ask of a tab. */
export interface Page {
  open(url: string, token: string): Promise<void>;
  create(): Promise<string>;
  look(conversationId: string): void;
  send(text: string): Promise<void>;
  /** The rows shown, as `text delivery`. */
  rows(): readonly string[];
  /** Milliseconds from `since` (of `Date.now`, the same in all tabs) until a row of this text was shown. */
  shownAfterMs(text: string, since: number): number | undefined;
  status(): string | undefined;
  errors(): readonly string[];
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
const errors: string[] = [];
const shownAt = new Map<string, number>();

const sockets = new Set<WebSocket>();

class CountedSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    this.addEventListener('open', () => sockets.add(this));
    this.addEventListener('close', () => sockets.delete(this));
  }
}

const page: Page = {
  async open(url, token) {
    client = await createClient({
      storage: indexedDb('tabs'),
      transport: webSocket(url, { WebSocket: CountedSocket }),
      auth: () => token,
      user: 'ann',
      outbox: { retryMaxMs: 1_000 },
      onError: (error) => errors.push(String(error)),
    });
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
  rows: () => window.getSnapshot()?.rows.map(({ body, delivery }) => `${body?.text} ${delivery}`) ?? [],
  shownAfterMs(text, since) {
    const at = shownAt.get(text);
    return at === undefined ? undefined : at - since;
  },
  status: () => client.sync.observe().getSnapshot()?.kind,
  errors: () => errors,
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
