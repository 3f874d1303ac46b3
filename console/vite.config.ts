// SPDX-License-Identifier: GPL-3.0-or-later
// Builds the console into dist/: files with hashed names, no inline script, relative addresses (it
// may stand below any path of a reverse proxy). `npm run dev` hands API calls to CAUSEWAY_API.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const api = process.env.CAUSEWAY_API ?? 'http://127.0.0.1:8399';

export default defineConfig({
  base: './',
  plugins: [react()],
  build: {
    target: 'es2022',
    // An inlined image or script would need a weaker content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': api, '/plugins': api },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
  },
});
