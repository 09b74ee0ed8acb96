import type { FoundEverywhere, SearchResult } from '@tidemark/core/search';
import { search } from '@tidemark/core/search';
import type { SimDevice } from '../device.ts';
import type { Invariant } from '../hooks.ts';
import { visibleFrom } from '../server-access.ts';

interface Asked {
  /** Undefined until it is answered. */
  here?: SearchResult | undefined;
  everywhere?: FoundEverywhere | undefined;
  error?: unknown;
}

interface Said {
  readonly id: string;
  readonly body?: { readonly text?: unknown } | undefined;
  readonly expiresAt?: number | undefined;
}

const MOST = 100;
const WORD = /[\p{L}\p{N}]+/gu;

const wordsOf = ({ body, expiresAt }: Said): readonly string[] =>
  // What disappears may be over on one side and not yet on the other.
  expiresAt === undefined && typeof body?.text === 'string' ? (body.text.match(WORD) ?? []) : [];

/** In the end each device that searches finds what a scan of its messages finds, and the server what its log has. */
export const FOUND_WORDS: Invariant = {
  rule: 'SIM-72',
  name: 'in the end search finds the messages that a scan finds: those held, and everywhere those of the server too',
  watch({ devices, server, settings, fail }) {
    const { features = [] } = settings;
    if (!features.includes('search-words') || features.includes('hide-message')) return {};
    const asked = new Map<SimDevice, { readonly word: string; readonly answer: Asked }>();

    /** Messages held, of conversations that are the user's; with `word` those that have it. */
    function heldBy(device: SimDevice): readonly Said[] {
      const { messages } = device.disk().view;
      return [...messages.values()].flatMap((all) => [...all.values()].map(({ body }) => body as Said));
    }

    function atServer(device: SimDevice): readonly Said[] {
      const store = server.store();
      return [...store.streams].flatMap(([stream, { messages }]) => {
        if (!stream.startsWith('conversation:')) return [];
        const from = visibleFrom(store, stream, device.user()) ?? Number.POSITIVE_INFINITY;
        return messages.flatMap(({ key, body, ord = 0, dueAt }) =>
          ord >= from && body !== null ? { id: key, body: JSON.parse(body), expiresAt: dueAt } : [],
        );
      });
    }

    const idsOf = (all: readonly Said[], word: string): ReadonlySet<string> =>
      new Set(all.flatMap((said) => (wordsOf(said).includes(word) ? said.id : [])));

    function ask(device: SimDevice): Asked {
      const answer: Asked = {};
      const client = device.client();
      const words = [...heldBy(device), ...atServer(device)].flatMap(wordsOf);
      const word = words[words.length >> 1] ?? 'nothing';
      asked.set(device, { word, answer });
      const opened = client?.use(search);
      const query = { text: `${word} `, limit: MOST };
      opened
        ?.whenIndexed()
        .then(async () => {
          answer.everywhere = await opened.everywhere(query);
          answer.here = await opened.query(query);
        })
        .catch((error: unknown) => {
          answer.error = error;
        });
      return answer;
    }

    function check(device: SimDevice, word: string, { here, everywhere, error }: Asked): void {
      if (error !== undefined) fail(`${device.name} cannot search: ${String(error)}`);
      const held = idsOf(heldBy(device), word);
      const known = idsOf(atServer(device), word);
      const hits = new Set(here?.hits.map(({ id }) => id));
      if (held.size > MOST || known.size > MOST) return;
      for (const id of held)
        if (!hits.has(id)) fail(`${device.name} holds ${id} with the word ${word}, and finds it not`);
      for (const { id, text } of here?.hits ?? [])
        if (!held.has(id) && !isOver(device, id)) fail(`${device.name} finds ${id} for ${word}, which says ${text}`);
      if (everywhere?.server !== 'answered') return;
      const all = new Set(everywhere.hits.map(({ id }) => id));
      const isHeld = new Set(heldBy(device).map(({ id }) => id));
      for (const id of known)
        if (!all.has(id) && !isHeld.has(id))
          fail(`the server has ${id} with the word ${word}, and ${device.name} is not told`);
      for (const { id, text } of everywhere.hits)
        if (!known.has(id) && !held.has(id) && !isOver(device, id))
          fail(`${device.name} finds ${id} for ${word} at the server, which says ${text}`);
    }

    const isOver = (device: SimDevice, id: string): boolean =>
      [...heldBy(device), ...atServer(device)].some((said) => said.id === id && said.expiresAt !== undefined);

    return {
      opened(device) {
        asked.delete(device);
      },
      deviceCommitted(device, _disk, changes) {
        if (changes.some(({ store }) => store === 'messages')) asked.delete(device);
      },
      serverCommitted: () => asked.clear(),
      awaits() {
        for (const device of devices) {
          const { here, error } = asked.get(device)?.answer ?? ask(device);
          if (!here && error === undefined) return `${device.name} searches`;
        }
        return undefined;
      },
      ended() {
        for (const [device, { word, answer }] of asked) check(device, word, answer);
      },
    };
  },
};
