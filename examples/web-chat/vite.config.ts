import { existsSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precache } from './vite/precache.ts';

/** The sync server behind the page's own origin, in development and in preview: /sync, and tokens for any name. */
const server = process.env['TIDEMARK_SERVER'] ?? 'http://127.0.0.1:4510';
const proxy = { '/sync': { target: server, ws: true }, '/dev/token': { target: server } };

const pages = ['index.html', 'stage.html'].map((page) => join(import.meta.dirname, page)).filter(existsSync);

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), precache({ worker: join(import.meta.dirname, 'src/offline/worker.ts') })],
  // Workspace packages resolve to their sources, so that nothing must be built first.
  resolve: { conditions: ['@tidemark/source', 'module', 'browser', 'development|production'] },
  build: { target: 'es2022', rolldownOptions: { input: pages } },
  server: { proxy },
  preview: { proxy },
});
