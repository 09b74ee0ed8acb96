import type { Client } from '@tidemark/core';
import type { PlannedEvent } from './plan-events.ts';

/** Resolves once it is durable. Reading goes no further than what is held: the rest of it is done in the end. */
export function performEvent({ conversations, users }: Client, event: PlannedEvent): Promise<void> {
  switch (event.kind) {
    case 'join':
      return conversations.addMembers(event.conversation, [event.person]);
    case 'leave':
      return conversations.removeMembers(event.conversation, [event.person]);
    case 'rename':
      return users.setProfile({ name: event.name });
    case 'read':
      return conversations.markRead(event.conversation, event.ord);
  }
}
