import type { Json } from '@tidemark/protocol';
import type { CacheLimit } from '../cache/cache-limit.ts';
import type { OpenConversations } from '../cache/open-conversations.ts';
import type { LocalDb } from '../local-db/local-db.ts';
import type { Drain } from '../outbox/drain.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Ephemeral } from '../sync/ephemeral.ts';
import type { SyncLoop } from '../sync/loop.ts';
import type { StreamBook } from '../sync/stream-book.ts';
import type { MarkTeller } from '../sync/tell-marks.ts';
import { markRead } from '../write/mark-read.ts';
import type { Granted } from './granted.ts';
import type { Line } from './line.ts';
import { toldOf } from './questions.ts';
import { rewriteOps } from './rewrite.ts';
import type { Question, TabMessage } from './tab-message.ts';

/** What the leader does for the other tabs. */
export interface Desk {
  /** One of this tab's own questions, or another's. */
  answer(question: Question): Promise<Json | undefined>;
  serve(from: string, message: TabMessage): void;
}

export interface DeskParts {
  /** Written under the lease. */
  readonly db: LocalDb;
  readonly line: Pick<Line, 'post'>;
  readonly outbox: Outbox;
  readonly book: StreamBook;
  readonly drain: Pick<Drain, 'wake'>;
  readonly marks: MarkTeller;
  readonly cache: CacheLimit;
  readonly opened: Pick<OpenConversations, 'note'>;
  readonly ephemeral: Pick<Ephemeral, 'send'>;
  readonly loop: Pick<SyncLoop, 'wake'>;
  readonly granted: Granted;
  /** Says everything that a tab which just came does not know. */
  readonly tellAll: () => void;
  /** A tab that somebody looks at asks to lead. */
  readonly yieldTo: (tab: string) => void;
  readonly onError: (error: unknown) => void;
}

export function createDesk(parts: DeskParts): Desk {
  const { db, line, outbox, book, drain, marks, cache, opened, ephemeral, loop, granted, onError } = parts;

  async function answer(question: Question): Promise<Json | undefined> {
    switch (question.what) {
      case 'rewrite':
        await rewriteOps({ db, outbox, drain }, question.rewrites);
        return undefined;
      case 'mark-read':
        await markRead({ db, book, marks }, question.conversationId, question.ord);
        return undefined;
      case 'clear-cache':
        return (await cache.clear(question.stream)) as unknown as Json;
    }
  }

  function serve(from: string, message: TabMessage): void {
    switch (message.type) {
      case 'here':
        parts.tellAll();
        break;
      case 'say':
        ephemeral.send(message.frame);
        break;
      case 'opened':
        opened.note(message.stream);
        break;
      case 'wake':
        loop.wake();
        drain.wake();
        break;
      case 'wish':
        granted.grant(from, message.wish).catch(onError);
        break;
      case 'ask':
        answer(message.question).then(
          (value) => line.post({ type: 'answer', to: from, id: message.id, value }),
          (error: unknown) => line.post({ type: 'answer', to: from, id: message.id, error: toldOf(error) }),
        );
        break;
      case 'yield':
        parts.yieldTo(from);
        break;
      default:
        break;
    }
  }

  return { answer, serve };
}
