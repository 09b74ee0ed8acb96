import { expect, test } from 'vitest';
import { checkLayers } from './check-layers.ts';
import { tempWorkspace } from './temp-workspace.ts';

function rulesBroken(files: Readonly<Record<string, string>>): string[] {
  using workspace = tempWorkspace(files);
  return checkLayers(workspace.root).findings.map(({ rule, path, line }) => `${rule} ${path}:${line}`);
}

const CORE = 'packages/core/src';
const defined = { [`${CORE}/model/message.ts`]: 'export const x: number = 1;' };

const broken: readonly { rule: string; why: string; files: Readonly<Record<string, string>>; at: string }[] = [
  {
    rule: 'layer',
    why: 'a package imports one beside it',
    files: { 'packages/adapter-sqlite/src/a.ts': "import '@tidemark/transport-ws';" },
    at: 'packages/adapter-sqlite/src/a.ts:1',
  },
  {
    rule: 'layer',
    why: 'the server imports the core, by type',
    files: { 'packages/server-reference/src/a.ts': "\nimport type { Key } from '@tidemark/core';" },
    at: 'packages/server-reference/src/a.ts:2',
  },
  {
    rule: 'layer',
    why: 'sources import the test kit',
    files: { [`${CORE}/sync/loop.ts`]: "export * from '@tidemark/testing';" },
    at: `${CORE}/sync/loop.ts:1`,
  },
  {
    rule: 'layer',
    why: 'a package is not in the table',
    files: { 'packages/other/src/a.ts': "import '@tidemark/core';" },
    at: 'packages/other/src/a.ts:1',
  },
  {
    rule: 'layer',
    why: 'a lower folder of core imports a higher one, by type',
    files: {
      [`${CORE}/outbox/drain.ts`]: "import type { Loop } from '../sync/loop.ts';",
      [`${CORE}/sync/loop.ts`]: 'export type Loop = 1;',
    },
    at: `${CORE}/outbox/drain.ts:1`,
  },
  {
    rule: 'layer',
    why: 'a folder of core imports the root, in a type expression',
    files: { [`${CORE}/write/a.ts`]: "export type C = import('../client.ts').Client;" },
    at: `${CORE}/write/a.ts:1`,
  },
  {
    rule: 'layer',
    why: 'a folder of core is not in the table',
    files: { ...defined, [`${CORE}/stuff/a.ts`]: "import '../model/message.ts';" },
    at: `${CORE}/stuff/a.ts:1`,
  },
  {
    rule: 'cycle',
    why: 'three files import each other in a ring, partly by type',
    files: {
      'bench/src/a.ts': "import './b.ts';",
      'bench/src/b.ts': "import type {} from './c.ts';",
      'bench/src/c.ts': "export * from './a.ts';",
    },
    at: 'bench/src/c.ts:1',
  },
  {
    rule: 'own-index',
    why: 'a file imports the index beside it',
    files: { [`${CORE}/client.ts`]: "import './index.ts';" },
    at: `${CORE}/client.ts:1`,
  },
  {
    rule: 'own-index',
    why: 'a package imports itself by name',
    files: { [`${CORE}/client.ts`]: "import '@tidemark/core/rxjs';" },
    at: `${CORE}/client.ts:1`,
  },
  {
    rule: 'extension',
    why: 'an import ends in .js',
    files: { ...defined, [`${CORE}/client.ts`]: "import './model/message.js';" },
    at: `${CORE}/client.ts:1`,
  },
  {
    rule: 'extension',
    why: 'a dynamic import has no extension',
    files: { ...defined, [`${CORE}/client.ts`]: "export const m = import('./model/message');" },
    at: `${CORE}/client.ts:1`,
  },
  {
    rule: 'cross-package',
    why: 'an import goes into another package by path',
    files: { 'bench/src/a.ts': "import '../../packages/core/src/client.ts';" },
    at: 'bench/src/a.ts:1',
  },
  {
    rule: 'cross-package',
    why: 'what is published imports a tool of the repository',
    files: { 'scripts/patch.ts': 'export {};', [`${CORE}/a.ts`]: "import '../../../scripts/patch.ts';" },
    at: `${CORE}/a.ts:1`,
  },
  {
    rule: 'runtime-only',
    why: 'core imports a Node module outside runtime/',
    files: { [`${CORE}/outbox/a.ts`]: "import { setTimeout } from 'node:timers/promises';" },
    at: `${CORE}/outbox/a.ts:1`,
  },
  {
    rule: 'name',
    why: 'a file name says nothing',
    files: { 'packages/crypto/src/key-utils.ts': '' },
    at: 'packages/crypto/src/key-utils.ts:1',
  },
  {
    rule: 'name',
    why: 'a class name says nothing',
    files: { 'packages/crypto/src/keys.ts': '\nexport class KeyManager {}' },
    at: 'packages/crypto/src/keys.ts:2',
  },
  {
    rule: 'length',
    why: 'a file has 301 lines',
    files: { 'bench/src/a.ts': '//\n'.repeat(301) },
    at: 'bench/src/a.ts:300',
  },
  {
    rule: 'any',
    why: 'a parameter is any',
    files: { 'bench/src/a.ts': 'export const f = (x: any) => x;' },
    at: 'bench/src/a.ts:1',
  },
  {
    rule: 'any',
    why: 'a value is cast to any',
    files: { 'bench/src/a.ts': '\nexport const f = 1 as any;' },
    at: 'bench/src/a.ts:2',
  },
];

test.each(broken)('finds $rule when $why', ({ rule, files, at }) => {
  expect(rulesBroken(files)).toEqual([`${rule} ${at}`]);
});

const uses = [
  'Date.now()',
  'new Date()',
  'Math.random()',
  'setTimeout(() => {}, 1)',
  'setInterval(() => {}, 1)',
  'window.name',
  'navigator.onLine',
  'document',
  'performance.now()',
  "fetch('/')",
  'globalThis.fetch',
  'AbortSignal.timeout(5)',
  'crypto.randomUUID()',
  '({ fetch })',
];

test.each(uses)('finds %s in core outside runtime/, and only there', (use) => {
  const text = `export const found = ${use};`;
  expect(rulesBroken({ [`${CORE}/sync/a.ts`]: text })).toEqual([`runtime-only ${CORE}/sync/a.ts:1`]);
  expect(rulesBroken({ [`${CORE}/runtime/a.ts`]: text, [`${CORE}/sync/a.test.ts`]: text })).toEqual([]);
});

test('leaves names alone that a file declares or that are members', () => {
  const text = `
    export interface View { window: number; fetch(document: string): void }
    export function show(window: View, { performance }: { performance: number }): string {
      const at = new Date(performance).toISOString();
      return at + window.window + window.fetch('x');
    }
    export const crypto = { navigator: 1 };
    export const used = crypto;`;
  expect(rulesBroken({ [`${CORE}/observe/a.ts`]: text })).toEqual([]);
});

test('accepts imports that run downwards, the test kit in tests, and tools in tests and benchmarks', () => {
  const files = {
    'scripts/patch.ts': 'export {};',
    'bench/src/b.ts': "import '../../scripts/patch.ts';",
    'packages/testing/test/sim/c.ts': "import '../../../../scripts/patch.ts';",
    ...defined,
    [`${CORE}/index.ts`]: "export * from './client.ts';",
    [`${CORE}/client.ts`]: "import './observe/a.ts';",
    [`${CORE}/observe/a.ts`]: "import '../model/message.ts'; import '@tidemark/protocol/schemas';",
    [`${CORE}/client/a.ts`]: "import '../observe/a.ts';",
    'packages/adapter-sqlite/src/test-support/a.ts': "import '@tidemark/testing';",
    [`${CORE}/outbox/a.test.ts`]: "import '@tidemark/testing'; import '../observe/a.ts'; import 'node:fs';",
    'packages/transport-ws/test/a.test.ts': "import '@tidemark/server-reference'; import '@tidemark/transport-ws';",
    'examples/chat/src/main.ts': "import '@tidemark/server-reference'; import '@tidemark/core';",
    'bench/src/a.ts': '//\n'.repeat(300),
  };
  expect(rulesBroken(files)).toEqual([]);
});
