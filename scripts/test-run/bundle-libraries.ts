import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { keepBundles } from './keep-bundles.ts'

/** Libraries with many entries, all of which are bundled. */
const libraries = ['typebox', 'kysely', 'fastify']

/**
 * Entries of other libraries of dozens or hundreds of files, none of which looks for a file beside it. Gateways load most of them when they
 * first need them.
 */
const entries = [
  ...['pino', 'pg', 'redis', 'rate-limiter-flexible', 'undici', 'fast-xml-parser', 'jose', 'yaml'],
  ...['@fastify/cors', '@zxcvbn-ts/core', '@zxcvbn-ts/language-common', '@inquirer/prompts', 'oidc-provider'],
  ...['@modelcontextprotocol/server', '@modelcontextprotocol/client', '@better-auth/passkey'],
  ...['minimal', 'api', 'crypto', 'plugins/generic-oauth', 'plugins/two-factor'].map((path) => `better-auth/${path}`),
  ...['utils/string', 'env', 'db/internal', 'db/adapter'].map((path) => `@better-auth/core/${path}`),
  ...['api', 'core', 'resources', 'sdk-trace', 'exporter-trace-otlp-http', 'exporter-trace-otlp-proto'].map(
    (name) => `@opentelemetry/${name}`,
  ),
]

interface Manifest {
  readonly exports?: Readonly<Record<string, unknown>>
}

/**
 * Bundles the large libraries, so that the hundreds of processes of a test run start faster. The bundles stay until a dependency or
 * this file changes.
 * @param cache the folder for the bundles
 * @returns the URLs of the bundles, by specifier
 */
export async function bundleLibraries(cache: string): Promise<ReadonlyMap<string, string>> {
  const repository = join(import.meta.dirname, '../..')
  const readText = (path: string) => readFileSync(join(repository, path), 'utf8')
  const key = createHash('sha256')
    .update(readFileSync(import.meta.filename))
    .update(readText('package-lock.json'))
    .digest('hex')
  const exported = libraries.flatMap((name) => {
    const manifest = JSON.parse(readText(`node_modules/${name}/package.json`)) as Manifest
    return Object.keys(manifest.exports ?? { '.': name }).map((path) => name + path.slice(1))
  })
  const specifiers = [...exported, ...entries]
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
