import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../child.ts';
import type { Plan } from '../plan-messages.ts';
import { readServer } from '../read-replicas.ts';
import type { Answer, Question, Report } from '../reports.ts';
import { type AccountFindings, accountFaultsOf, compareAccounts } from './compare-accounts.ts';
import { expectAccounts } from './expect.ts';
import type { WholePlan } from './plan-whole.ts';

/** What the clients show and find in the end, beside what they should. */
export interface WholeFindings {
  readonly events: number;
  readonly accounts: readonly AccountFindings[];
  /** Of each client: words of which it found something else than a scan of the messages. */
  readonly words: readonly {
    readonly name: string;
    readonly asked: number;
    readonly hits: number;
    readonly wrong: number;
  }[];
}

/** Marks and members that were on their way have this long to come: longer than two heartbeats. */
const ARRIVE_MS = 30_000;
const AGAIN_MS = 1_000;

export interface Inquiry {
  take(client: number, report: Report): void;
  /** Every client is asked, and has answered. */
  ask(question: Question): Promise<readonly Answer[]>;
}

export function createInquiry(clients: readonly Child[]): Inquiry {
  const waiting = new Map<number, (answer: Answer) => void>();
  return {
    take(client, report) {
      if (report.type === 'answer') waiting.get(client)?.(report.answer);
    },
    ask: (question) =>
      Promise.all(
        clients.map((child, client) => {
          const answered = new Promise<Answer>((resolve) => waiting.set(client, resolve));
          child.send({ type: 'ask', question });
          return answered;
        }),
      ),
  };
}

/** Asks everybody what they show and find, once everything is everywhere. */
export async function inquire(
  inquiry: Inquiry,
  clients: readonly Child[],
  plan: Plan,
  whole: WholePlan,
  serverDatabase: string,
): Promise<WholeFindings> {
  await inquiry.ask('settle');
  const expected = expectAccounts(plan, whole.events, readServer(serverDatabase).messages, clients.length);
  const untilMs = performance.now() + ARRIVE_MS;
  const accounts = async (): Promise<readonly AccountFindings[]> => {
    const shown = await inquiry.ask('account');
    return compareAccounts(
      expected,
      shown.map(({ account }, i) => ({ name: clients[i]?.name ?? '', account })),
    );
  };
  let found = await accounts();
  while (found.some((each) => accountFaultsOf(each) > 0) && performance.now() < untilMs) {
    await sleep(AGAIN_MS);
    found = await accounts();
  }
  const searched = await inquiry.ask('search');
  const words = searched.map(({ found: all = [] }, i) => ({
    name: clients[i]?.name ?? '',
    asked: all.length,
    hits: all.reduce((sum, { count }) => sum + count, 0),
    wrong: whole.words.filter(({ digest }, place) => all[place]?.digest !== digest).length,
  }));
  return { events: whole.events.events.length, accounts: found, words };
}

export const wholeFaultsOf = ({ accounts, words }: WholeFindings): number =>
  accounts.reduce((sum, each) => sum + accountFaultsOf(each), 0) + words.reduce((sum, { wrong }) => sum + wrong, 0);
