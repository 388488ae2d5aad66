import { join } from 'node:path'
import { build } from 'vite'

const repository = join(import.meta.dirname, '..')
const source = join(repository, 'packages/gateway/src')

/**
 * Packages that are bundled into the gateway's own files. `typebox` and `kysely` are 800 modules, more than half of what a start
 * would load otherwise. Packages that import them are bundled as well, so that a process never has two copies.
 */
export const bundledPackages = ['@signpost/presign', 'typebox', 'kysely', '@better-auth/kysely-adapter']

/** The modules that a process or a thread starts with, by the names of their output files. */
const entries = {
  main: join(source, 'cli/main.ts'),
  'sqlite-writer-thread': join(source, 'database/sqlite-writer-thread.ts'),
  'vacuum-thread': join(source, 'database/vacuum-thread.ts'),
}

/**
 * Writes the gateway as the few files that are published. They are all in one folder, two levels below the package's manifest. In the
 * source, modules that look for a file beside them are at the same depth.
 */
export async function writeGateway(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    // Here npm installs the dependencies that only the gateway has.
    root: join(repository, 'packages/gateway'),
    ssr: { noExternal: bundledPackages },
    build: {
      ssr: true,
      outDir: join(repository, 'packages/gateway/dist/lib/gateway'),
      minify: false,
      target: 'node24',
      license: { fileName: 'licenses.md' },
      rollupOptions: { input: entries, output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } },
    },
  })
}
