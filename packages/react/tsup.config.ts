import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm'],
  // Frameworks with server components take the hooks for what they are: code of the browser.
  banner: { js: "'use client';" },
  dts: { banner: '/// <reference lib="esnext.disposable" />' },
  sourcemap: true,
  clean: true,
  target: 'es2022',
  removeNodeProtocol: false,
});
