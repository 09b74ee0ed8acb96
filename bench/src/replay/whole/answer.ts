import type { Client } from '@tidemark/core';
import { search } from '@tidemark/core/search';
import type { ClientPart } from '../cast.ts';
import type { Answer, Question } from '../reports.ts';
import { takeAccount } from './account.ts';
import { type Found, foundOf } from './grep.ts';
import { performEvent } from './perform-event.ts';

const FLUSH_MS = 60_000;

/** Answers what a client is asked in the end. The one that makes the conversations indexes all the while, others then. */
export function createAnswers(client: Client, part: ClientPart): (question: Question) => Promise<Answer> {
  if (part.whole && part.invites) client.use(search);

  async function settle(): Promise<Answer> {
    for (const event of part.whole?.events ?? []) if (event.kind === 'read') await performEvent(client, event);
    await client.flush({ withinMs: FLUSH_MS });
    return {};
  }

  async function find(): Promise<readonly Found[]> {
    const { query, whenIndexed } = client.use(search);
    await whenIndexed();
    const found: Found[] = [];
    for (const word of part.whole?.words ?? []) {
      // A space says that the word ends here.
      const { hits } = await query({ text: `${word} `, limit: 100_000 });
      found.push(
        foundOf(
          word,
          hits.map(({ id }) => id),
        ),
      );
    }
    return found;
  }

  return async (question) => {
    switch (question) {
      case 'settle':
        return settle();
      case 'account':
        return { account: await takeAccount(client, part) };
      case 'search':
        return { found: await find() };
    }
  };
}
