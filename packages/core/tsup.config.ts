import { defineConfig } from 'tsup';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/export.ts',
    'src/inspect.ts',
    'src/metrics.ts',
    'src/rxjs.ts',
    'src/search.ts',
    'src/service-worker.ts',
    'src/worker.ts',
  ],
  format: ['esm'],
  dts: { banner: '/// <reference lib="esnext.disposable" />' },
  sourcemap: true,
  clean: true,
  target: 'es2022',
  removeNodeProtocol: false,
});
