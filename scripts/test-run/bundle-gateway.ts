import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundledPackages, gatewayEntries } from '../gateway-files.ts'
import { keepBundles } from './keep-bundles.ts'

const repository = join(import.meta.dirname, '../..')

/**
 * What tests start the gateway with: the entries of the published package, and the module that starts the thread of each SQLite file.
 * Hundreds of tests open such a file in their own process, and a thread has to strip the types of its modules each time.
 */
const entries = {
  ...gatewayEntries,
  'sqlite-writer': join(repository, 'packages/gateway/src/database/sqlite-writer.ts'),
}

/**
 * Bundles the gateway's source into a few files, for the hundreds of gateways and commands that a test run starts. Without them, a
 * command loads 275 modules. In a bundle, `import.meta` still names the place of the module. The bundles stay until the source changes.
 * @param cache the folder for the bundles
 * @returns the URLs of the bundles, by the URLs of the modules that they replace
 */
export async function bundleGateway(cache: string): Promise<ReadonlyMap<string, string>> {
  const places = ['packages/{gateway,presign}/src/**/*.ts', 'scripts/gateway-files.ts', 'package-lock.json']
  const files = globSync(places, { cwd: repository }).filter((path) => !path.endsWith('.test.ts'))
  const hash = createHash('sha256').update(readFileSync(import.meta.filename))
  for (const path of files.toSorted()) hash.update(path).update(readFileSync(join(repository, path)))
  const folder = await keepBundles(cache, {
    name: 'gateway',
    key: hash.digest('hex'),
    entries,
    // Beside what the published package has in its bundles: these two are small, and all commands need them.
    noExternal: [...bundledPackages, 'commander', 'fastest-levenshtein'],
    plugins: [{ name: 'keep-places', transform: keepPlaces }],
  })
  return new Map(
    Object.entries(entries).map(([entry, path]) => [
      pathToFileURL(path).href,
      pathToFileURL(join(folder, `${entry}.mjs`)).href,
    ]),
  )
}

/**
 * Writes the places of modules into the code, because modules look for files beside them. What a thread starts with is a bundle, which
 * is beside the bundle that starts the thread.
 */
function keepPlaces(code: string, path: string): string | undefined {
  if (!code.includes('import.meta.') || /-thread\$\{extname\(/.test(code)) return undefined
  return code
    .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
    .replaceAll('import.meta.filename', JSON.stringify(path))
}
