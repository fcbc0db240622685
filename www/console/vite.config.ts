import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `cargo xtask build` has left the engine (`crates/console`). */
const engine = process.env['CONSOLE_ENGINE'] ?? fileURLToPath(new URL('../../build/engine', import.meta.url));

/** The console is built into the folder that `--outDir` names and served under `/console/`. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  plugins: [react()],
  resolve: { alias: { 'console-engine': engine } },
  build: {
    target: 'es2022',
    emptyOutDir: true,
    // What is loaded with what: `cargo xtask size` counts the first load by it.
    manifest: 'manifest.json',
    // Fonts and pictures stay files of their own: `font-src 'self'` refuses data: addresses.
    assetsInlineLimit: 0,
    // The polyfill would be an inline script; every browser that runs the console has module preloading or does without.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400,
  },
});
