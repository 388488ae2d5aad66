import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { keepBundles } from './keep-bundles.ts'

const repository = join(import.meta.dirname, '../..')
const source = join(repository, 'packages/gateway/src')

/** What a process or a thread begins with, by the name of its bundle. */
const entries = {
  main: join(source, 'cli/main.ts'),
  'sqlite-writer-thread': join(source, 'database/sqlite-writer-thread.ts'),
}

/**
 * Makes a few files of the gateway's source, for the hundreds of gateways and commands that a test run starts: a command loads 275
 * modules otherwise. Each keeps the place of its module in `import.meta`. They are kept until the source changes.
 * @param cache folder to keep them in
 * @returns URLs of the bundles by those of the modules that they stand for
 */
export async function bundleGateway(cache: string): Promise<ReadonlyMap<string, string>> {
  const places = ['packages/{gateway,presign}/src/**/*.ts', 'package-lock.json']
  const files = globSync(places, { cwd: repository }).filter((path) => !path.endsWith('.test.ts'))
  const hash = createHash('sha256').update(readFileSync(import.meta.filename))
  for (const path of files.toSorted()) hash.update(path).update(readFileSync(join(repository, path)))
  const folder = await keepBundles(cache, {
    name: 'gateway',
    key: hash.digest('hex'),
    entries,
    // The presigner is the repository's own, and TypeScript. The others are small, and all commands need them.
    noExternal: [/^@signpost\/presign/, 'commander', 'fastest-levenshtein'],
    plugins: [{ name: 'keep-places', transform: keepPlaces }],
  })
  return new Map(
    Object.entries(entries).map(([entry, path]) => [
      pathToFileURL(path).href,
      pathToFileURL(join(folder, `${entry}.mjs`)).href,
    ]),
  )
}

/** Modules look for files beside them. */
function keepPlaces(code: string, path: string): string | undefined {
  if (!code.includes('import.meta.')) return undefined
  return code
    .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
    .replaceAll('import.meta.filename', JSON.stringify(path))
}
