import { defineConfig } from 'vite'

/** The gateway to which the development server (`npx vite packages/dashboard`) forwards calls. */
const gateway = process.env.SIGNPOST_URL ?? 'http://127.0.0.1:8080'

/** The configuration of the development server and of the build, which `scripts/dashboard-files.ts` runs. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/dashboard/',
  // The gateway replaces it with a fresh value in each response (`packages/gateway/src/http/dashboard-page.ts`).
  html: { cspNonce: 'STYLE_NONCE' },
  build: {
    target: 'es2023',
    // Assets stay files, because a browser does not cache a `data:` URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
    reportCompressedSize: false,
  },
  server: {
    // Host and Origin stay as the browser sent them, so that the gateway takes the page for its own.
    proxy: Object.fromEntries(
      ['/admin', '/awss3', '/docs', '/openapi.json'].map((path) => [path, { target: gateway, changeOrigin: false }]),
    ),
  },
})
