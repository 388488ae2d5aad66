import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { keepBundles } from './keep-bundles.ts'

/**
 * Libraries of dozens or hundreds of files. Every gateway loads the first ones, and every command most of them: a third of the time of a
 * start. Gateways that trace also load those of OpenTelemetry.
 */
const libraries = [
  ...['typebox', 'kysely', 'fastify', '@fastify/cors', 'pino'],
  ...['api', 'core', 'resources', 'sdk-trace', 'exporter-trace-otlp-http', 'exporter-trace-otlp-proto'].map(
    (name) => `@opentelemetry/${name}`,
  ),
]

interface Manifest {
  readonly version: string
  readonly exports?: Readonly<Record<string, unknown>>
}

/**
 * Bundles each entry of the large libraries, so that the hundreds of processes of a test run start faster. The bundles stay until a
 * library or this file changes.
 * @param cache the folder for the bundles
 * @returns the URLs of the bundles, by specifier
 */
export async function bundleLibraries(cache: string): Promise<ReadonlyMap<string, string>> {
  const modules = join(import.meta.dirname, '../../node_modules')
  const manifests = [...libraries, 'vite'].map(
    (name) => [name, JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')) as Manifest] as const,
  )
  const versions = manifests.map(([name, { version }]) => `${name} ${version}`)
  const key = createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .update(versions.join())
    .digest('hex')
  const specifiers = manifests
    .filter(([name]) => libraries.includes(name))
    .flatMap(([name, { exports = { '.': name } }]) => Object.keys(exports).map((path) => name + path.slice(1)))
  const names = new Map(specifiers.map((specifier) => [specifier, specifier.replaceAll('/', '.')]))
  const folder = await keepBundles(cache, {
    name: 'libraries',
    key,
    entries: Object.fromEntries([...names].map(([specifier, name]) => [name, specifier + named])),
    noExternal: true,
    plugins: [{ name: 'name-exports', resolveId: (id) => (id.endsWith(named) ? id : undefined), load: nameExports }],
  })
  return new Map([...names].map(([specifier, name]) => [specifier, pathToFileURL(join(folder, `${name}.mjs`)).href]))
}

const named = '?named'

/** Names the exports of a CommonJS module. Node finds these names, but a bundler does not. */
async function nameExports(id: string): Promise<string | undefined> {
  if (!id.endsWith(named)) return undefined
  const specifier = id.slice(0, -named.length)
  const { 'module.exports': commonJs, ...names } = (await import(specifier)) as Record<string, unknown>
  if (commonJs === undefined)
    return `export * from '${specifier}'${'default' in names ? `; export { default } from '${specifier}'` : ''}`
  const list = Object.keys(names).filter((name) => name !== 'default')
  return `import library from '${specifier}'; export default library; export const { ${list.join(', ')} } = library`
}
