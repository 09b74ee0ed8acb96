import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/checks.ts', 'src/schemas.ts', 'src/words.ts'],
  format: ['esm'],
  dts: { banner: '/// <reference lib="esnext.disposable" />' },
  sourcemap: true,
  clean: true,
  target: 'es2022',
  removeNodeProtocol: false,
});
