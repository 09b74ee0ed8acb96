import { TidemarkError } from '@tidemark/core';
import type { ReactElement } from 'react';

/** Why this device did not keep what was sent: the text is back in the field. */
export function RefusalNote({ error }: { readonly error: unknown }): ReactElement {
  return (
    <p className="composer-refusal" role="alert">
      Not sent: {reasonOf(error)} Your text is still here.
    </p>
  );
}

function reasonOf(error: unknown): string {
  if (TidemarkError.is(error, 'storage/quota-exceeded')) return 'there is no room left on this device.';
  if (TidemarkError.is(error, 'storage/corrupt'))
    return 'the browser’s data of this chat is gone; load the page again.';
  return error instanceof Error ? error.message : String(error);
}
