import { join } from 'node:path'
import type { PluginOption } from 'vite'

/** What to bundle for Node. */
export interface NodeBundle {
  /** Files or specifiers that processes and threads start with, by the names of their bundles. */
  readonly entries: Readonly<Record<string, string>>
  /** The packages to bundle; `true` bundles all. */
  readonly noExternal: true | string[]
  readonly plugins?: PluginOption[]
  /** The name of a file for the licences of the bundled packages. Without it, none is written. */
  readonly licenseFile?: string
}

/** Writes `ENTRY.mjs` for each entry, and the code that entries share into files beside them. @param folder replaced by the files */
export async function bundleForNode(
  folder: string,
  { entries, noExternal, plugins = [], licenseFile }: NodeBundle,
): Promise<void> {
  // Vite is loaded only here: most test runs find the bundles of an earlier run.
  const { build } = await import('vite')
  await build({
    configFile: false,
    logLevel: 'error',
    // From here, all packages are found: npm installs some of the gateway's in its own folder.
    root: join(import.meta.dirname, '../packages/gateway'),
    plugins,
    ssr: { noExternal },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      target: 'node24',
      ...(licenseFile && { license: { fileName: licenseFile } }),
      rollupOptions: {
        input: entries,
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
}
