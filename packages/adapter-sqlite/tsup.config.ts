import { defineConfig } from 'tsup';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/better-sqlite3.ts',
    'src/bin.ts',
    'src/expo.ts',
    'src/op.ts',
    'src/wasm.ts',
    'src/wasm-worker.ts',
  ],
  format: ['esm'],
  dts: { banner: '/// <reference lib="esnext.disposable" />' },
  sourcemap: true,
  clean: true,
  target: 'es2022',
  removeNodeProtocol: false,
});
