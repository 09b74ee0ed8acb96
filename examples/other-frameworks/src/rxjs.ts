import type { Observed } from '@tidemark/core';
import { toRx } from '@tidemark/core/rxjs';
import { animationFrameScheduler, auditTime, type Observable } from 'rxjs';

/** The latest value, at most once a frame. Unsubscribing leaves the observation open: close it yourself. */
export const eachFrame = <Value>(observed: Observed<Value>): Observable<Value> =>
  toRx(observed).pipe(auditTime(0, animationFrameScheduler));
