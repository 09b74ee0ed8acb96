import type { Client } from '@tidemark/core';
import { TidemarkError } from '@tidemark/protocol';
import { deriveId } from './derive-id.ts';
import type { ImportOptions } from './import-options.ts';
import type { SourceConversation, SourceMembership, SourceUser } from './source-event.ts';

/** Where a conversation of the source goes. */
export interface Target {
  readonly id: string;
  readonly source: SourceConversation;
}

export interface ConversationMaker {
  open(source: SourceConversation): Promise<void>;
  /** Undefined where it is left out, or was never told of. */
  target(sourceId: string): Target | undefined;
  moved(event: SourceMembership): void;
  /** Makes members of those who are in the end, in groups made here. Nobody is removed. */
  join(): Promise<void>;
  count(): number;
}

/** Longest title. */
const TITLE = 256;

export function createConversationMaker(
  { conversations, user }: Client,
  { into, userOf }: ImportOptions,
  users: ReadonlyMap<string, SourceUser>,
): ConversationMaker {
  const targets = new Map<string, Target>();
  /** By id of those made here: the users of the source who are there. */
  const people = new Map<string, Set<string>>();

  /** One's own user is there in any case. */
  function mapped(ids: Iterable<string>): readonly string[] {
    const found = [...ids].flatMap((id) => {
      const each = users.get(id);
      return (each && userOf?.(each)) ?? [];
    });
    return [...new Set(found)].filter((id) => id !== user);
  }

  async function make(source: SourceConversation): Promise<string> {
    if (user === undefined) {
      const message = 'Whose import this is is not known before the first connection: pass `user` to createClient';
      throw new TidemarkError('client/identity-unknown', message, {});
    }
    const id = await deriveId(0, 'conversation', user, source.source, source.id);
    people.set(id, new Set(source.members));
    if (!(await conversations.get(id))) {
      const names = source.members.map((member) => users.get(member)?.name ?? member);
      const title = (source.title ?? names.join(', ')).slice(0, TITLE) || source.id;
      await conversations.create({ id, kind: 'group', title, members: mapped(source.members) });
    }
    return id;
  }

  return {
    async open(source) {
      const chosen = into?.(source);
      if (chosen === null) return;
      targets.set(source.id, { id: chosen ?? (await make(source)), source });
    },
    target: (sourceId) => targets.get(sourceId),
    moved({ conversation, user: who, change }) {
      const here = people.get(targets.get(conversation)?.id ?? '');
      if (change === 'join') here?.add(who);
      else here?.delete(who);
    },
    async join() {
      for (const [id, here] of people) {
        const members = await membersOf(id);
        const missing = mapped(here).filter((who) => !members.has(who));
        if (missing.length > 0) await conversations.addMembers(id, missing);
      }
    },
    count: () => targets.size,
  };

  async function membersOf(id: string): Promise<ReadonlySet<string>> {
    for await (const members of conversations.observeMembers(id)) return new Set(members.map((member) => member.user));
    return new Set();
  }
}
