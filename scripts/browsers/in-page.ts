/** How Vite serves the sources of this workspace to a page. */
export const inPage = {
  resolve: { conditions: ['@tidemark/source', 'browser', 'import', 'default'] },
  // sqlite-wasm finds its .wasm beside itself, so it must stay where it is.
  optimizeDeps: { include: ['dexie', 'fast-check'], exclude: ['@sqlite.org/sqlite-wasm'] },
};
