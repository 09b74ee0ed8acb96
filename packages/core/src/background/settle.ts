import { TidemarkError } from '@tidemark/protocol';
import type { FeatureParts } from '../client/feature.ts';
import { whenSynced } from '../client/settled.ts';
import { sleep } from '../runtime/sleep.ts';
import { unlessAborted } from '../runtime/unless-aborted.ts';

/** What the server is told of what arrived may take so long, and is no reason to fail. */
const MARKS_MS = 5_000;
/** Marks are told once a second. */
const LOOK_AGAIN_MS = 250;

/**
 * Resolves when this device holds what the server has and owes it nothing, the marks of what arrived included: by its own
 * connection, or by that of a tab that leads, which is asked to hurry. Rejects with `sync/unfinished` when that takes too
 * long, or only the app can help.
 */
export async function settle(parts: FeatureParts, withinMs: number): Promise<void> {
  const { loop, outbox, runtime } = parts;
  const { timers } = runtime;
  const late = new AbortController();

  function giveUp(): void {
    const { kind: status } = loop.status();
    const pending = outbox.openCount();
    const message = `Not in step with the server yet (${status}, ${pending} writes pending): it goes on later`;
    late.abort(new TidemarkError('sync/unfinished', message, { status, pending }, { retryable: true }));
  }

  const timer = timers.set(withinMs, giveUp);
  const hurry = onceHeard(parts, giveUp);
  try {
    await whenSynced(parts, late.signal, undefined);
    await marksTold(parts, late.signal);
  } finally {
    hurry();
    timers.clear(timer);
  }
}

/**
 * Has the connection tried at once, whoever holds it, instead of when its turn to wait is over. Once: a leader that fails
 * again waits as it would.
 */
function onceHeard({ loop }: FeatureParts, refused: () => void): () => void {
  let hasAsked = false;
  function look(): void {
    const status = loop.status();
    if (status.kind === 'refused' && hasAsked) refused();
    else if (status.kind === 'refused' || (status.kind === 'offline' && !status.why.includes('starting'))) {
      if (hasAsked) return;
      hasAsked = true;
      // Not amid the telling: a loop of this client's own only then begins to wait.
      queueMicrotask(loop.wake);
    }
  }
  const end = loop.subscribe(look);
  look();
  return end;
}

async function marksTold({ db, runtime }: FeatureParts, signal: AbortSignal): Promise<void> {
  const { timers, clock } = runtime;
  const until = clock.monotonicMs() + MARKS_MS;
  while (clock.monotonicMs() < until) {
    const owed = await unlessAborted<readonly unknown[]>(signal, (resolve, reject) => {
      db.range({ store: 'streams', index: 'owed', limit: 1 }).then(resolve, reject);
      return () => {};
    });
    if (owed.length === 0) return;
    await sleep(timers, LOOK_AGAIN_MS, signal);
  }
}
