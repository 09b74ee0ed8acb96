import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { from, map, type Observable, take } from 'rxjs';
import { expect, test } from 'vitest';
import { createObserved } from './observe/create-observed.ts';
import type { Observed } from './observe/observed.ts';
import { toRx } from './rxjs.ts';

const ways: readonly (readonly [string, <Value>(observed: Observed<Value>) => Observable<Value>])[] = [
  ['toRx', toRx],
  ['from', (observed) => from(observed)],
];

for (const [name, convert] of ways) {
  test(`[OBS-6] ${name}() replays the value now, then each change, and completes on close`, () => {
    const { observed, set } = createObserved<number>();
    const story: unknown[] = [];
    const log = (who: string) => ({
      next: (value: string) => story.push(`${who}${value}`),
      complete: () => story.push(`${who}.`),
    });
    const text = convert(observed).pipe(map((value) => `:${value}`));
    text.subscribe(log('a'));
    set(1);
    text.subscribe(log('b'));
    set(2);
    observed.close();
    expect(story).toEqual(['a:1', 'b:1', 'a:2', 'b:2', 'a.', 'b.']);
  });

  test(`[OBS-6] ${name}() lets go when unsubscribed and leaves the observation open`, () => {
    const { observed, set } = createObserved<number>();
    const seen: number[] = [];
    set(1);
    convert(observed)
      .pipe(take(1))
      .subscribe((value) => seen.push(value));
    const subscription = convert(observed).subscribe((value) => seen.push(value));
    subscription.unsubscribe();
    set(2);
    expect([seen, observed.getSnapshot()]).toEqual([[1, 1], 2]);
  });

  test(`[OBS-6] ${name}() errors when the observation fails, also for later subscribers`, () => {
    const { observed, fail } = createObserved<number>();
    const errors: unknown[] = [];
    const subscribe = () => convert(observed).subscribe({ error: (error: unknown) => errors.push(error) });
    subscribe();
    fail('disk');
    subscribe();
    expect(errors).toEqual(['disk', 'disk']);
  });
}

test('[OBS-6] rxjs takes an observation whoever is imported first and whoever defines Symbol.observable when', () => {
  const ours = `const { createObserved } = await import(${JSON.stringify(path('./observe/create-observed.ts'))});`;
  const make = 'const { observed, set } = createObserved(); set(1);';
  const rxjs = `const { from } = await import('rxjs');`;
  const polyfill = `Object.defineProperty(Symbol, 'observable', { value: Symbol('observable') });`;
  // The last is defined too late for us to answer to: rxjs then iterates, which is right, too, a turn later.
  for (const [printed, ...steps] of [
    ['1 2 now ', rxjs, ours, make],
    ['1 2 now ', ours, make, rxjs],
    ['1 2 now ', polyfill, rxjs, ours, make],
    ['1 2 now ', rxjs, polyfill, ours, make],
    ['1 2 now ', polyfill, ours, make, rxjs],
    ['now 1 2 ', ours, make, polyfill, rxjs],
  ]) {
    const code = `const print = (value) => process.stdout.write(value + ' ');
      ${steps.join('\n')}
      from(observed).subscribe((value) => { print(value); if (value === 1) set(2); });
      print('now');`;
    const args = ['--conditions=@tidemark/source', '--input-type=module', '-e', code];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe(printed);
  }
});

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
