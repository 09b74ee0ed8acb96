import type { HookName, Hooks, Invariant } from './hooks.ts';

type Arguments<Name extends HookName> = Parameters<NonNullable<Hooks[Name]>>;

/** Tells every invariant that listens. */
export type Tell = <Name extends HookName>(name: Name, ...told: Arguments<Name>) => void;

export interface Watching {
  readonly invariant: Invariant;
  readonly hooks: Hooks;
}

/** Calls the hooks of all invariants, in their order, once the first is told: watch before. What one throws is caught here: it is not the program's business. */
export function createTell(
  watching: readonly Watching[],
  violated: (invariant: Invariant, error: unknown) => void,
): Tell {
  const byName = new Map<HookName, readonly Watching[]>();
  return (name, ...told) => {
    const listening = byName.get(name) ?? watching.filter(({ hooks }) => hooks[name] !== undefined);
    byName.set(name, listening);
    for (const { invariant, hooks } of listening) {
      try {
        (hooks[name] as (...told: unknown[]) => void)(...told);
      } catch (error) {
        violated(invariant, error);
      }
    }
  };
}
