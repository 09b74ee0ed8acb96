/** How Vite serves the sources of this workspace to a page. */
export const inPage = {
  resolve: { conditions: ['@tidemark/source', 'browser', 'import', 'default'] },
  // sqlite-wasm finds its .wasm beside itself, so it must stay where it is.
  optimizeDeps: {
    include: [
      '@angular/core',
      'dexie',
      'fast-check',
      'react',
      'react-dom',
      'react-dom/client',
      'react-dom/server',
      'react/jsx-dev-runtime',
      'rxjs',
      'solid-js',
      'svelte/store',
      'vue',
      'zod',
    ],
    exclude: ['@sqlite.org/sqlite-wasm'],
  },
};
