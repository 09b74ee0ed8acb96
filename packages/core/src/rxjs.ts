import { Observable } from 'rxjs';
import { FALLBACK_KEY, observableKey } from './observe/observable-key.ts';
import type { InteropObservable, Observed } from './observe/observed.ts';

/**
 * An rxjs Observable that gives each subscriber the value now, if there is one, then each change, synchronously; it
 * completes when `observed` is closed and errors when it fails. Unsubscribing leaves `observed` open.
 *
 * @example
 * toRx(client.messages.observe(id)).pipe(map(({ rows }) => rows.length)).subscribe(render);
 */
export function toRx<Value>(observed: Observed<Value>): Observable<Value> {
  return new Observable((subscriber) => interopOf(observed).subscribe(subscriber));
}

/** Made before or after something defined `Symbol.observable`, an Observed answers to one of the names. */
function interopOf<Value>(observed: Observed<Value>): InteropObservable<Value> {
  const named = observed as { readonly [FALLBACK_KEY]?: () => InteropObservable<Value> };
  return named[FALLBACK_KEY]?.() ?? observed[observableKey()]();
}
