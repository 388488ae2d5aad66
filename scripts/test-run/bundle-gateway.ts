import { createHash } from 'node:crypto'
import { globSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { keepFolder } from './keep-folder.ts'

const repository = join(import.meta.dirname, '../..')
const source = join(repository, 'packages/gateway/src')

/** What a process or a thread begins with, by the name of its bundle. */
const entries = {
  main: join(source, 'cli/main.ts'),
  'sqlite-writer-thread': join(source, 'database/sqlite-writer-thread.ts'),
}

const prefix = 'gateway-'

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
  const name = prefix + hash.digest('hex').slice(0, 16)
  const folder = join(cache, name)
  await keepFolder(folder, build)
  removeOld(cache, name)
  return new Map(
    Object.entries(entries).map(([entry, path]) => [
      pathToFileURL(path).href,
      pathToFileURL(join(folder, `${entry}.mjs`)).href,
    ]),
  )
}

async function build(folder: string): Promise<void> {
  // Loaded here: most runs find what a former one has made.
  const { build: bundle } = await import('vite')
  await bundle({
    configFile: false,
    logLevel: 'error',
    root: repository,
    plugins: [{ name: 'keep-places', transform: keepPlaces }],
    // The presigner is the repository's own, and TypeScript. The others are small, and all commands need them.
    ssr: { noExternal: [/^@signpost\/presign/, 'commander', 'fastest-levenshtein'] },
    build: {
      ssr: true,
      outDir: folder,
      minify: false,
      target: 'node24',
      rollupOptions: {
        input: entries,
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
}

/** Modules look for files beside them. */
function keepPlaces(code: string, path: string): string | undefined {
  if (!code.includes('import.meta.')) return undefined
  return code
    .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
    .replaceAll('import.meta.filename', JSON.stringify(path))
}

/** Those of former sources, once no other run can be using them. */
function removeOld(cache: string, kept: string): void {
  const dayMs = 86_400_000
  for (const name of readdirSync(cache)) {
    const isOld = name.startsWith(prefix) && name !== kept && statSync(join(cache, name)).mtimeMs < Date.now() - dayMs
    if (isOld) rmSync(join(cache, name), { recursive: true, force: true })
  }
}
