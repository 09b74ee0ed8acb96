import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** What of ours the chat imports before it shows anything; the rest comes with the first connection, search and devtools. */
const FIRST = `
export { createClient, drafts, oneConversation, oneMessage, presence, reactions, reasonOf, TidemarkError, typing, systemRuntime } from '@tidemark/core';
export { indexedDb } from '@tidemark/adapter-indexeddb';
export { webSocket } from '@tidemark/transport-ws';
export { TidemarkProvider, useClient, useConversation, useConversations, useMembers, useMessage, useMessages, useObserved, useOutbox, usePresence, useSyncStatus, useTyping } from '@tidemark/react';
`;

/** The SDK's part of the first load, min + gzip. */
export async function sdkBytes(): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: FIRST, resolveDir: join(import.meta.dirname, '../../../examples/web-chat') },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    outdir: '/out',
    write: false,
    metafile: true,
    external: ['react'],
    conditions: ['@tidemark/source'],
  });
  const bytesOf = (path: string): number =>
    gzipSync(outputFiles.find((file) => file.path.endsWith(path.split('/').at(-1) ?? ''))?.contents ?? '', { level: 9 })
      .length;
  const first = new Set<string>();
  const queue = Object.keys(metafile.outputs).filter((path) => metafile.outputs[path]?.entryPoint === '<stdin>');
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    first.add(path);
    for (const { path: next, kind } of metafile.outputs[path]?.imports ?? [])
      if (kind === 'import-statement' && next in metafile.outputs && !first.has(next)) queue.push(next);
  }
  return [...first].reduce((sum, path) => sum + bytesOf(path), 0);
}
