import { type ErrorCode, TidemarkError } from '@tidemark/protocol';

/** Throws unless both are the same JSON. */
export function mustEqual(found: unknown, expected: unknown, what: string): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what}: expected ${excerpt(right)}, found ${excerpt(left)}`);
}

/** Resolves with the error of `code` that `pending` rejects with. */
export async function mustReject<Code extends ErrorCode>(
  pending: Promise<unknown>,
  code: Code,
): Promise<TidemarkError<Code>> {
  const error = await reasonOf(pending);
  if (TidemarkError.is(error, code)) return error;
  throw new Error(`expected ${code}, found ${String(error)}`, { cause: error });
}

/** Resolves with what `pending` rejects with. */
export async function reasonOf(pending: Promise<unknown>): Promise<unknown> {
  try {
    await pending;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection, found none');
}

/** Returns what `call` throws. */
export function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('expected a throw, found none');
}

function excerpt(text: string | undefined): string {
  return text !== undefined && text.length > 200 ? `${text.slice(0, 200)}… (${text.length} characters)` : `${text}`;
}
