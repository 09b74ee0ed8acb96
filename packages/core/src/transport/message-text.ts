import { type ClientFrame, type ServerFrame, TidemarkError } from '@tidemark/protocol';

/** One message as it crosses: the frames as a JSON array. */
export function toMessageText(frames: readonly (ClientFrame | ServerFrame)[]): string {
  return JSON.stringify(frames);
}

/** The frames a message claims to hold. Throws `transport/malformed` unless it is the text of a JSON array. */
export function fromMessageText<Frame extends ClientFrame | ServerFrame>(message: unknown): readonly Frame[] {
  if (typeof message !== 'string') throw malformed('a binary message');
  let found: unknown;
  try {
    found = JSON.parse(message);
  } catch (cause) {
    throw malformed(`text that is not JSON: ${excerpt(message)}`, cause);
  }
  if (!Array.isArray(found)) throw malformed(`JSON that is not an array: ${excerpt(message)}`);
  return found;
}

function malformed(found: string, cause?: unknown): TidemarkError {
  return new TidemarkError('transport/malformed', `The peer sent ${found}`, { found }, { retryable: true, cause });
}

function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}… (${text.length} characters)` : text;
}
