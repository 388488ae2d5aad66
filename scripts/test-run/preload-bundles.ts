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
  const code = describeHooks(await bundleLibraries(cache), await bundleGateway(cache))
  const file = join(cache, `preload-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`)
  if (existsSync(file)) markUsed(file)
  else {
    writeFileSync(`${file}.${process.pid}`, code)
    renameSync(`${file}.${process.pid}`, file)
  }
  removeUnused(cache)
  return `--import=${pathToFileURL(file).href}`
}

/**
 * Writes the code of the module that resolves imports to the bundles.
 * @param libraries the URLs of bundles, by specifier
 * @param modules the URLs of bundles, by the URLs of the modules that they replace
 */
function describeHooks(libraries: ReadonlyMap<string, string>, modules: ReadonlyMap<string, string>): string {
  return `import * as module from 'node:module'
const libraries = new Map(${JSON.stringify([...libraries])})
const modules = new Map(${JSON.stringify([...modules])})
const names = /(${[...modules.keys()].map((url) => url.split('/').at(-1)?.replace('.', '\\.')).join('|')})$/
const bundles = new Set([...modules.values()].map((url) => new URL('.', url).href))
const [source] = modules.keys()
// Some tests start an older Node, which has no such hooks.
module.registerHooks?.({
  resolve(specifier, context, next) {
    // The bundles are ES modules, so \`require\` does not get them.
    const isImport = context.conditions === undefined || context.conditions.includes('import')
    const library = isImport ? libraries.get(specifier) : undefined
    if (library !== undefined) return { url: library, format: 'module', shortCircuit: true }
    if (names.test(specifier)) {
      const bundle = modules.get(new URL(specifier, context.parentURL).href)
      if (bundle !== undefined) return { url: bundle, format: 'module', shortCircuit: true }
    }
    // The imports of a bundle are resolved from where its modules are.
    const isBundle = context.parentURL !== undefined && bundles.has(new URL('.', context.parentURL).href)
    return next(specifier, isBundle && !specifier.startsWith('.') ? { ...context, parentURL: source } : context)
  },
})
`
}
