import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the API: a backend started on its own, with its default port. */
const API = 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [react()],
  build: {
    // Every browser that can run the page preloads modules by itself, and a
    // polyfill would be one more script to allow under a strict CSP.
    modulePreload: { polyfill: false },
    // A data: URL in a style sheet or script is not cached apart from it.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: { '/predict': API, '/read': API, '/models': API, '/health': API },
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
  },
});
