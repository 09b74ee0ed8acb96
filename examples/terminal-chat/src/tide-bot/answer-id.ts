import { createHash } from 'node:crypto';

/**
 * The id of the answer to a message: a UUIDv7 of the same time, the rest made of the message's id. A bot that is
 * killed and answers again writes the same message, and the server takes it once.
 */
export function answerIdOf(messageId: string): string {
  const digest = createHash('sha256').update(`tide-bot answers ${messageId}`).digest('hex');
  const variant = ((Number.parseInt(digest[3] ?? '0', 16) & 3) | 8).toString(16);
  return `${messageId.slice(0, 14)}7${digest.slice(0, 3)}-${variant}${digest.slice(4, 7)}-${digest.slice(7, 19)}`;
}
