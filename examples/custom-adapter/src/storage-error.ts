import { TidemarkError } from '@tidemark/core';

/** LevelDB's errors, as the contract names them. */
export function toStorageError(folder: string, cause: unknown): TidemarkError {
  if (TidemarkError.is(cause)) return cause;
  const codes = [cause, (cause as Error).cause].map((error) => (error as { code?: string } | undefined)?.code);
  const text = `${String(cause)} ${String((cause as Error).cause ?? '')}`;
  if (codes.includes('LEVEL_LOCKED'))
    return new TidemarkError(
      'storage/blocked',
      `"${folder}" is open elsewhere.`,
      { name: folder },
      { cause, retryable: true },
    );
  if (codes.includes('LEVEL_CORRUPTION'))
    return new TidemarkError('storage/corrupt', `"${folder}" is damaged.`, { where: folder }, { cause });
  if (text.includes('No space left'))
    return new TidemarkError('storage/quota-exceeded', 'The disk is full.', {}, { cause, retryable: true });
  return new TidemarkError('storage/unavailable', `"${folder}" cannot be used: ${text}`, { name: folder }, { cause });
}
