import { type DraftBody, type JsonObject, TidemarkError, userStream } from '@tidemark/protocol';
import type { Feature } from '../client/feature.ts';
import { checkId, checkJson, checkKey } from '../model/check-body.ts';
import { mustWrite } from '../model/must.ts';
import { same } from '../model/same.ts';
import { signedIn } from '../model/signed-in.ts';
import { createView } from '../observe/create-view.ts';
import { currentRow } from '../observe/current-row.ts';
import type { Observed } from '../observe/observed.ts';
import { createRowTable } from '../observe/row-table.ts';
import type { TimerHandle } from '../runtime/timers.ts';

/** What one has begun to write; empty where one has not. */
export type Draft = DraftBody;

export interface Drafts {
  /**
   * Keeps what is being written, at every key stroke: in view at once, written when the typing has gone on for two
   * seconds, the app is put away or the client closes. Empty text without anything else is no draft.
   */
  set(conversationId: string, draft: Draft): void;
  /** Forgets it, here and on the other devices, for example once it is sent. */
  clear(conversationId: string): void;
  /** Writes what waits. Resolves once it is safe on this device. */
  save(): Promise<void>;
  /** The draft of one conversation, `{}` where there is none. */
  observe(conversationId: string): Observed<Draft>;
  /** All drafts, by conversation. */
  observeAll(): Observed<{ readonly [conversationId: string]: Draft }>;
}

/** A stroke is safe after this long, and no stroke is an op of its own. */
const PAUSE_MS = 2000;
const NOTHING: Draft = Object.freeze({});

/** What one has begun to write, on all of one's devices. */
export const drafts: Feature<Drafts> = {
  open({ db, outbox, enqueue, me, sources, runtime, atClose }) {
    /** Not written yet, by conversation; empty: to be deleted. */
    const typed = new Map<string, Draft>();
    const listeners = new Set<() => void>();
    let timer: TimerHandle | undefined;
    let isClosed = false;
    const { timers, visibility } = runtime;

    function set(conversationId: string, draft: Draft): void {
      if (isClosed) throw new TidemarkError('client/closed', 'The client was closed', {});
      signedIn(me());
      typed.set(checkKey('conversationId', conversationId), checked(draft));
      for (const listener of listeners) listener();
      timer ??= timers.set(PAUSE_MS, () => {
        save().catch(sources.onError);
      });
    }

    async function save(): Promise<void> {
      if (timer !== undefined) timers.clear(timer);
      timer = undefined;
      await Promise.all([...typed].map(([key, draft]) => write(key, draft)));
    }

    async function write(key: string, draft: Draft): Promise<void> {
      const query = { stream: userStream(signedIn(me())), collection: 'draft', patchMakes: true };
      const before = await currentRow({ db, outbox }, query, key);
      // More was typed meanwhile: that is written in its turn.
      if (typed.get(key) !== draft) return;
      typed.delete(key);
      const isEmpty = Object.keys(draft).length === 0;
      if (isEmpty ? before === undefined : same(before, draft)) return;
      const { stream: at, collection } = query;
      const put = isEmpty ? ({ kind: 'delete' } as const) : ({ kind: 'put', body: draft as JsonObject } as const);
      await enqueue({ stream: at, collection, key, ...put }).saved;
    }

    /** A view of all drafts, what is being typed over what was written. */
    function view<Shown>(show: (all: ReadonlyMap<string, Draft>) => Shown): Observed<Shown> {
      const table = createRowTable(sources, { collection: 'draft', changed: () => invalidate() });
      const look = (): void => invalidate();
      listeners.add(look);
      const { observed, invalidate } = createView(sources, {
        ready: table.ready,
        compute: () => {
          const all = new Map<string, Draft>(table.rows().map(({ key, body }) => [key, body]));
          for (const [key, draft] of typed) all.set(key, draft);
          return show(all);
        },
        ends: [table.close, () => listeners.delete(look)],
      });
      return observed;
    }

    const unsubscribe = visibility.subscribe(() => {
      if (!visibility.isVisible()) save().catch(sources.onError);
    });
    atClose(() => {
      isClosed = true;
      unsubscribe();
      return save();
    });

    return {
      set,
      clear: (conversationId) => set(conversationId, NOTHING),
      save,
      observe: (conversationId) => view((all) => all.get(conversationId) ?? NOTHING),
      observeAll: () =>
        view((all) => Object.fromEntries([...all].filter(([, draft]) => Object.keys(draft).length > 0))),
    };
  },
};

function checked({ text, replyTo, meta, ...others }: Draft): Draft {
  mustWrite(Object.keys(others).length === 0, 'draft', 'text, replyTo and meta: the rest goes into meta', others);
  mustWrite(text === undefined || typeof text === 'string', 'draft.text', 'a string', text);
  const rest = {
    ...(replyTo !== undefined && { replyTo: checkId('draft.replyTo', replyTo) }),
    ...(meta !== undefined && { meta: checkJson('draft.meta', meta) }),
  };
  return text ? { text: text.replace(/\p{Cs}/gu, '\ufffd'), ...rest } : rest;
}
