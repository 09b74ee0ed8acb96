import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { asyncDispose, dispose } from './async-dispose.ts';

test('[RUN-6] where the engine knows disposal, its own symbols are used', () => {
  expect([asyncDispose, dispose]).toEqual([Symbol.asyncDispose, Symbol.dispose]);
});

test('[RUN-6] where the engine lacks disposal, its symbols are defined before any member that uses them', () => {
  // A process of its own, because a realm whose Symbol lacks them cannot be had in this one.
  const path = fileURLToPath(new URL('./async-dispose.ts', import.meta.url));
  const code = `
    const Native = Symbol;
    globalThis.Symbol = { for: Native.for.bind(Native) };
    const { asyncDispose } = await import(${JSON.stringify(path)});
    console.log(asyncDispose === Symbol.asyncDispose, asyncDispose === Native.for('Symbol.asyncDispose'));`;
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  expect(printed.trim()).toBe('true true');
});
