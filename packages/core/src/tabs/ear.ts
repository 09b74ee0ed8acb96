import type { Drain } from '../outbox/drain.ts';
import type { EphemeralSource } from '../sync/ephemeral.ts';
import type { SyncLoop } from '../sync/loop.ts';
import type { Absorb } from './absorb.ts';
import type { Desk } from './desk.ts';
import type { Heard } from './line.ts';
import type { Questions } from './questions.ts';
import type { Rank } from './rank.ts';
import type { Standing } from './standing.ts';
import type { TabMessage } from './tab-message.ts';

export interface EarParts {
  readonly tab: string;
  readonly rank: Rank;
  readonly absorb: Absorb;
  readonly desk: Desk;
  readonly questions: Questions;
  readonly standing: Standing;
  readonly ephemeral: EphemeralSource;
  readonly drain: Pick<Drain, 'wake'>;
  readonly loop: Pick<SyncLoop, 'pause' | 'resume'>;
  /** It is not known what others wrote. */
  readonly refresh: () => void;
  /** Somebody says that they lead. */
  readonly heardLeader: (from: string, message: Extract<TabMessage, { type: 'leads' }>) => void;
  readonly takeOver: () => void;
  readonly say: (message: TabMessage) => void;
}

/** What this tab does about what another said. */
export function createEar(parts: EarParts): (heard: Heard) => void {
  const { tab, rank, absorb, desk, questions, standing, ephemeral, drain, loop, refresh } = parts;

  /** What only the one that leads has to say. */
  function heardOfLeader(message: TabMessage): void {
    switch (message.type) {
      case 'stands':
        standing.hear(message);
        break;
      case 'session':
        if (message.isOpen) {
          ephemeral.attach((frames) => {
            for (const frame of frames) parts.say({ type: 'say', frame });
          });
        } else ephemeral.detach();
        break;
      case 'heard':
        ephemeral.hear(message.frame);
        break;
      default:
        break;
    }
  }

  function heardOfAny(message: TabMessage, isEarlier: boolean): void {
    switch (message.type) {
      case 'here':
        if (message.hasUntold) refresh();
        break;
      case 'committed':
        // Maybe long ago: what became of it since is read.
        if (isEarlier) refresh();
        else absorb.take(message.changes);
        if (rank.isLeading()) drain.wake();
        break;
      case 'paused':
        if (message.isOver) loop.resume(message.reason);
        else loop.pause(message.reason);
        break;
      case 'answer':
        if (message.to === tab) questions.answered(message.id, message.value, message.error);
        break;
      case 'yields':
        if (message.to === tab) parts.takeOver();
        break;
      default:
        break;
    }
  }

  return ({ from, term, message }) => {
    const isEarlier = term < rank.term();
    if (message.type === 'leads') {
      parts.heardLeader(from, message);
      return;
    }
    heardOfAny(message, isEarlier);
    if (!rank.isLeading()) {
      if (rank.leader() === from) heardOfLeader(message);
      // Whoever asked under an earlier term asks again under this one.
    } else if (!isEarlier || message.type === 'here') desk.serve(from, message);
  };
}
