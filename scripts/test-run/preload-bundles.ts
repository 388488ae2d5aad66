import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundleGateway } from './bundle-gateway.ts'
import { bundleLibraries } from './bundle-libraries.ts'
import { markUsed, removeUnused } from './keep-bundles.ts'

/**
 * Makes the bundles of a test run, with which its processes start faster.
 * @param cache the folder for the bundles
 * @returns the option of Node with which a process uses them
 */
export async function preloadBundles(cache: string): Promise<string> {
  mkdirSync(cache, { recursive: true })
  const code = describeHooks(cache, await bundleLibraries(cache), await bundleGateway(cache))
  const file = join(cache, `preload-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`)
  if (existsSync(file)) markUsed(file)
  else {
    writeFileSync(`${file}.${process.pid}`, code)
    renameSync(`${file}.${process.pid}`, file)
  }
  removeUnused(cache)
  return `--import=${pathToFileURL(file).href}`
}

const repository = join(import.meta.dirname, '../..')

/**
 * Writes the code of the module that resolves imports to the bundles.
 * @param cache the folder of the bundles
 * @param libraries the URLs of bundles, by specifier
 * @param modules the URLs of bundles, by the URLs of the modules that they replace
 */
function describeHooks(
  cache: string,
  libraries: ReadonlyMap<string, string>,
  modules: ReadonlyMap<string, string>,
): string {
  return `import * as module from 'node:module'
const libraries = new Map(${JSON.stringify([...libraries])})
const modules = new Map(${JSON.stringify([...modules])})
const names = /(${[...modules.keys()].map((url) => url.split('/').at(-1)?.replace('.', '\\.')).join('|')})$/
const cache = ${JSON.stringify(toFolder(cache))}
const repository = ${JSON.stringify(toFolder(repository))}
const bundles = new Set([...modules.values()].map((url) => new URL('.', url).href))
const [source] = modules.keys()
// Some tests start an older Node, which has no such hooks.
module.registerHooks?.({
  resolve(specifier, context, next) {
    const isImport = context.conditions === undefined || context.conditions.includes('import')
    // The bundles are ES modules, which a library cannot \`require\` as what it expects.
    const mayBundle = isImport || !context.parentURL?.includes('/node_modules/')
    const library = mayBundle ? libraries.get(specifier) : undefined
    if (library !== undefined) return { url: library, format: 'module', shortCircuit: true }
    if (names.test(specifier)) {
      const bundle = modules.get(new URL(specifier, context.parentURL).href)
      if (bundle !== undefined) return { url: bundle, format: 'module', shortCircuit: true }
    }
    // Nearly all imports name a file as it is, for which Node would read folders, links and manifests.
    if (isImport && specifier.startsWith('.') && context.parentURL !== undefined) {
      const { href } = new URL(specifier, context.parentURL)
      if (href.startsWith(cache) && href.endsWith('.mjs')) return { url: href, format: 'module', shortCircuit: true }
      if (href.startsWith(repository) && href.endsWith('.ts') && !href.includes('/node_modules/'))
        return { url: href, format: 'module-typescript', shortCircuit: true }
    }
    // The imports of a bundle are resolved from where its modules are.
    const isBundle = context.parentURL !== undefined && bundles.has(new URL('.', context.parentURL).href)
    return next(specifier, isBundle && !specifier.startsWith('.') ? { ...context, parentURL: source } : context)
  },
})
`
}

/** The URL with which the URLs of a folder's files begin. */
function toFolder(path: string): string {
  return `${pathToFileURL(path).href}/`
}
