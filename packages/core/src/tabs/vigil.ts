import type { TimerHandle, Timers } from '../runtime/timers.ts';
import type { Visibility } from '../runtime/visibility.ts';

/** Leaders say that they are there this often. */
const SIGN_MS = 4_000;
/** A visible tab that heard no sign for so long asks who leads. */
const SILENCE_MS = 10_000;
/** One that has no answer by then takes over. */
const ASKED_MS = 2_000;

/**
 * Who leads shows signs of life, and a tab that somebody looks at takes over when they stop: a frozen or a dead tab keeps
 * nobody waiting for longer than 15 s. Hidden tabs wait: their own timers are slow, and nobody looks.
 */
export interface Vigil {
  /** The leader was heard. */
  sign(): void;
  /** This tab leads, or does not any more. */
  lead(isLeading: boolean): void;
  close(): void;
}

export interface VigilOptions {
  readonly timers: Timers;
  readonly visibility: Visibility;
  /** Says that this tab leads. */
  readonly show: () => void;
  /** Asks who leads. */
  readonly ask: () => void;
  readonly takeOver: () => void;
}

export function createVigil({ timers, visibility, show, ask, takeOver }: VigilOptions): Vigil {
  let timer: TimerHandle | undefined;
  let isLeading = false;

  function wait(ms: number, then: () => void): void {
    if (timer !== undefined) timers.clear(timer);
    timer = timers.set(ms, () => {
      timer = undefined;
      then();
    });
  }

  function showOn(): void {
    show();
    wait(SIGN_MS, showOn);
  }

  /** Before it takes over a tab asks: it may itself have been frozen, and what was said not have been read yet. */
  function askFirst(): void {
    if (!visibility.isVisible()) return;
    ask();
    wait(ASKED_MS, () => visibility.isVisible() && takeOver());
  }

  const unsubscribe = visibility.subscribe(() => {
    if (isLeading) show();
    else askFirst();
  });
  wait(SILENCE_MS, askFirst);

  return {
    sign() {
      if (!isLeading) wait(SILENCE_MS, askFirst);
    },
    lead(leads) {
      isLeading = leads;
      if (isLeading) showOn();
      else wait(SILENCE_MS, askFirst);
    },
    close() {
      unsubscribe();
      if (timer !== undefined) timers.clear(timer);
      timer = undefined;
    },
  };
}
