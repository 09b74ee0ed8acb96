import { systemRuntime } from '@tidemark/core';
import { describe, test } from 'vitest';
import { createFakeProfile } from '../fake-runtime/fake-profile.ts';
import { createFakeRuntime } from '../fake-runtime/fake-runtime.ts';
import { createFakeTimers } from '../fake-runtime/fake-timers.ts';
import { type RuntimesUnderTest, runtimeChecks } from './runtime-checks.ts';

function openFakes(): RuntimesUnderTest {
  const timers = createFakeTimers();
  const profile = createFakeProfile();
  const open = (seed: string) => createFakeRuntime({ timers, seed, tab: profile.openTab() });
  return { one: open('one'), other: open('other'), wait: timers.advance };
}

function openReal(): RuntimesUnderTest {
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  return { one: systemRuntime(), other: systemRuntime(), wait };
}

describe('the fake runtime', () => {
  for (const { name, run } of runtimeChecks(openFakes)) test(name, run);
});

describe('the runtime of this host', () => {
  for (const { name, run } of runtimeChecks(openReal)) test(name, run);
});
