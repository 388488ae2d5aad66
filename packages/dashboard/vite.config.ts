import { defineConfig } from 'vite'

/** The gateway that `vite` (`npx vite packages/dashboard`) passes calls to. */
const gateway = process.env.SIGNPOST_URL ?? 'http://127.0.0.1:8080'

/** Where a browser may load the page from, and what the page asks of the gateway. `scripts/dashboard-files.ts` builds with it. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/dashboard/',
  // The gateway puts a fresh value in the place of it (`packages/gateway/src/http/dashboard-page.ts`).
  html: { cspNonce: 'STYLE_NONCE' },
  build: {
    target: 'es2023',
    // A `data:` URL is no file that the browser keeps.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
    reportCompressedSize: false,
  },
  server: {
    // Host and Origin stay what the browser sends: to the gateway the page is its own.
    proxy: Object.fromEntries(
      ['/admin', '/awss3', '/docs', '/openapi.json'].map((path) => [path, { target: gateway, changeOrigin: false }]),
    ),
  },
})
