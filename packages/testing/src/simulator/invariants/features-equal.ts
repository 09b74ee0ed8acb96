import type { ScheduledMessage } from '@tidemark/core';
import {
  conversationStream,
  type DraftBody,
  type MentionBody,
  type ScheduledBody,
  type StreamId,
  type ThreadBody,
  userStream,
} from '@tidemark/protocol';
import type { SimDevice } from '../device.ts';
import type { StoredState } from '../disk.ts';
import type { Told } from '../feature-views.ts';
import type { Invariant } from '../hooks.ts';
import { visibleFrom } from '../server-access.ts';
import { isFresh } from './is-fresh.ts';

/** One thing that a feature shows, and the place of the message it is about. */
interface Fact {
  readonly text: string;
  readonly ord?: number | undefined;
}

/** In the end every feature shows on every device what the server has. */
export const FEATURES_EQUAL: Invariant = {
  rule: 'SIM-56',
  name: 'in the end every feature shows what the server has, and told it',
  watch({ devices, server, fail }) {
    function rowsOf<Body>(stream: StreamId, collection: string) {
      const rows = [...(server.store().streams.get(stream)?.rows.values() ?? [])];
      return rows.flatMap(({ collection: of, key, body, author, about: ord }) =>
        of === collection && body !== null ? [{ key, author, ord, body: JSON.parse(body) as Body }] : [],
      );
    }

    /** What is shown is so, and what is so of messages that the device holds is shown. */
    function mustShow<View>(
      { device, state }: { readonly device: SimDevice; readonly state: StoredState },
      what: string,
      { observed, last }: Told<View>,
      factsOf: (view: View) => readonly string[],
      facts: readonly Fact[],
    ): void {
      const now = observed.getSnapshot();
      if (now !== last) fail(`${device.name} shows ${what} in ${state.stream} anew, and told nobody`);
      if (now === undefined) return;
      const shown = new Set(factsOf(now));
      const all = new Set(facts.map(({ text }) => text));
      for (const text of shown) if (!all.has(text)) fail(`${device.name} shows the ${what} ${text} in ${state.stream}`);
      for (const { text, ord } of facts) {
        if (shown.has(text) || (ord !== undefined && !isFresh(state, ord))) continue;
        fail(`${device.name} does not show the ${what} ${text} in ${state.stream}`);
      }
    }

    function checkConversation(device: SimDevice, state: StoredState, id: string): void {
      const { stream } = state;
      // Of what one saw before one left and joined again, nothing more may be told.
      if (visibleFrom(server.store(), stream, device.user()) !== 1) return;
      const views = device.views();
      const at = { device, state };
      const pins = views?.pins.get(id);
      if (pins) {
        const facts = rowsOf(stream, 'pin').map(({ key, author, ord }) => ({ text: `${key} by ${author}`, ord }));
        mustShow(at, 'pins', pins, (all) => all.map(({ messageId, by }) => `${messageId} by ${by}`), facts);
      }
      const rows = device.screens().get(id)?.window.getSnapshot()?.rows ?? [];
      const ids = new Set(rows.flatMap((row) => (row.deleted ? [] : row.id)));
      const reactions = views?.reactions.get(id);
      if (reactions) {
        const facts = rowsOf<object>(stream, 'reaction').flatMap(({ key, body, ord }) => {
          const [message = '', user] = key.split('/');
          if (!ids.has(message)) return [];
          return Object.keys(body).map((emoji) => ({ text: `${emoji} of ${user} at ${message}`, ord }));
        });
        const shown = (view: NonNullable<typeof reactions.last>): readonly string[] =>
          Object.entries(view).flatMap(([message, all]) =>
            all.flatMap(({ emoji, users }) => users.map((user) => `${emoji} of ${user} at ${message}`)),
          );
        mustShow(at, 'reactions', reactions, shown, facts);
      }
      const threads = views?.threads.get(id);
      if (threads) {
        const facts = rowsOf<ThreadBody>(stream, 'thread').flatMap(({ key, body, ord }) =>
          ids.has(key) ? { text: `${body.count} replies to ${key}`, ord } : [],
        );
        const shown = (view: NonNullable<typeof threads.last>): readonly string[] =>
          Object.entries(view).map(([root, { count }]) => `${count} replies to ${root}`);
        mustShow(at, 'threads', threads, shown, facts);
      }
    }

    function checkMentions(device: SimDevice): void {
      const { view } = device.disk();
      const mentions = device.views()?.mentions;
      const state = view.states.get(userStream(device.user()));
      if (!mentions || !state?.cursor) return;
      const facts = rowsOf<MentionBody>(state.stream, 'mention').flatMap(({ key, body: { conversation, ord } }) => {
        const there = view.states.get(conversationStream(conversation));
        return there?.gone ? [] : { text: `${key}@${ord}${ord > (there?.own.read ?? 0) ? ', unread' : ''}` };
      });
      mustShow(
        { device, state },
        'mentions',
        mentions,
        ({ rows }) => rows.map(({ messageId, ord, unread }) => `${messageId}@${ord}${unread ? ', unread' : ''}`),
        facts,
      );
      const unread = facts.filter(({ text }) => text.endsWith('unread')).length;
      if (mentions.last?.unread !== unread)
        fail(`${device.name} counts ${mentions.last?.unread} unread mentions, a recount finds ${unread}`);
    }

    /** What is one's own alone: drafts, what is to be sent later, whom one blocks. */
    function checkOwn(device: SimDevice): void {
      const state = device.disk().view.states.get(userStream(device.user()));
      const views = device.views();
      if (!views || !state?.cursor) return;
      const at = { device, state };
      const mine = <Body>(collection: string) => rowsOf<Body>(state.stream, collection);
      if (views.drafts) {
        const facts = mine<DraftBody>('draft').map(({ key, body }) => ({ text: `${body.text} for ${key}` }));
        const shown = (all: object) => Object.entries(all).map(([id, { text }]) => `${text} for ${id}`);
        mustShow(at, 'drafts', views.drafts, shown, facts);
      }
      if (views.scheduled) {
        const facts = mine<ScheduledBody>('scheduled').map(({ key, body }) => ({
          text: `${key} ${body.body.text} at ${body.at}${body.failed ? ', failed' : ''}`,
        }));
        const shown = (all: readonly ScheduledMessage[]) =>
          all.map(({ id, body, at: time, status }) => {
            const isFailed = status === 'failed';
            return `${id} ${body.text} at ${time}${isFailed ? ', failed' : ''}`;
          });
        mustShow(at, 'scheduled messages', views.scheduled, shown, facts);
      }
      if (views.blocks) {
        const facts = mine('block').map(({ key }) => ({ text: key }));
        mustShow(at, 'blocked users', views.blocks, (users) => users, facts);
      }
    }

    return {
      ended() {
        for (const device of devices) {
          for (const state of device.disk().view.states.values()) {
            const { stream, cursor, gone } = state;
            if (stream.startsWith('conversation:') && cursor && !gone)
              checkConversation(device, state, stream.slice('conversation:'.length));
          }
          checkMentions(device);
          checkOwn(device);
        }
      },
    };
  },
};
