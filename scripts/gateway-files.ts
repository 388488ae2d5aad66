import { join } from 'node:path'
import { bundleForNode } from './bundle-for-node.ts'

const gateway = join(import.meta.dirname, '../packages/gateway')

/**
 * Packages that are bundled into the gateway's own files. `typebox` and `kysely` are 800 modules, more than half of what a start
 * would load otherwise. Packages that import them are bundled as well, so that a process never has two copies.
 */
export const bundledPackages = ['@signpost/presign', 'typebox', 'kysely', '@better-auth/kysely-adapter']

/** The modules that a process or a thread of the gateway starts with, by the names of their bundles. */
export const gatewayEntries = {
  main: join(gateway, 'src/cli/main.ts'),
  'sqlite-writer-thread': join(gateway, 'src/database/sqlite-writer-thread.ts'),
  'vacuum-thread': join(gateway, 'src/database/vacuum-thread.ts'),
}

/**
 * Writes the gateway as the few files that are published. They are all in one folder, two levels below the package's manifest. In the
 * source, modules that look for a file beside them are at the same depth.
 */
export async function writeGateway(): Promise<void> {
  await bundleForNode(join(gateway, 'dist/lib/gateway'), {
    entries: gatewayEntries,
    noExternal: bundledPackages,
    licenseFile: 'licenses.md',
  })
}
