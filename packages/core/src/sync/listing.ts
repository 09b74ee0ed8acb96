import type { List, Summaries, Welcome } from '@tidemark/protocol';
import type { Identity } from './identity.ts';

/** What one sees first comes soon, what is below it in few requests. */
const FIRST_PAGE = 50;
const NEXT_PAGES = 200;

/** Reads the conversation list once a session: what moved since the last time, page by page. */
export interface Listing {
  begin(welcome: Welcome): void;
  /** A page was applied: asks for the next one, or notes how far the list is read. */
  answered(frame: Summaries): Promise<void>;
  /** A page was refused for now, if the request with this `re` is one: it is asked for again at the next `again`. */
  failed(re: number | undefined): void;
  /** Every heartbeat calls it: a page that had no answer from one to the next is asked for again, too. */
  again(): void;
  isOpen(): boolean;
}

export function createListing(identity: Identity, send: (list: List) => void, nextId: () => number): Listing {
  let open: { readonly epoch: string; readonly asOf?: number } | undefined;
  let asked: List | undefined;
  /** Every request for the page that is asked for: a late answer to the first is one. */
  const ids = new Set<number>();
  let hasFailed = false;
  /** What was asked for at the last heartbeat. */
  let unanswered: List | undefined;

  function ask(before?: List['before']): void {
    const since = identity.listedSince(open?.epoch);
    asked = {
      type: 'list',
      id: nextId(),
      limit: before ? NEXT_PAGES : FIRST_PAGE,
      ...(before && { before }),
      ...(since !== undefined && { since }),
    };
    hasFailed = false;
    ids.add(asked.id);
    send(asked);
  }

  return {
    isOpen: () => open !== undefined,
    begin({ epoch }) {
      open = { epoch };
      unanswered = undefined;
      ids.clear();
      ask();
    },
    async answered({ re, summaries, done, asOf }) {
      if (!open || !ids.has(re)) return;
      ids.clear();
      // What changes while later pages are read is newer than the first page, and told live.
      open = { asOf, ...open };
      const last = summaries.at(-1);
      if (!done && last) {
        ask({ at: last.at, stream: last.stream });
        return;
      }
      const read = { epoch: open.epoch, asOf: open.asOf ?? asOf };
      open = undefined;
      await identity.listed(read.epoch, read.asOf);
    },
    failed(re) {
      hasFailed ||= open !== undefined && re === asked?.id;
    },
    again() {
      if (open && (hasFailed || asked === unanswered)) ask(asked?.before);
      unanswered = asked;
    },
  };
}
