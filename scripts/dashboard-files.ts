import { existsSync, globSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, gzipSync } from 'node:zlib'
import { build } from 'vite'
import { writeWhole } from './browser-files.ts'

const folder = join(import.meta.dirname, '../packages/dashboard')
const target = join(folder, 'dist/lib')

/** The most bytes that a first view may load, compressed by gzip. */
export const mostFirstViewBytes = 250 * 1024

/** A file of the built dashboard, under Vite's name for it: `assets/main-Dq3xY.js`. */
export interface DashboardFile {
  readonly path: string
  readonly bytes: Buffer
  /** The files that a browser loads together with it. */
  readonly imports: readonly string[]
  /** The module whose use loads the file on demand: `src/pages/overview/overview-page.tsx`. */
  readonly module: string | undefined
}

/** Builds the dashboard in memory. */
export async function buildDashboard(): Promise<readonly DashboardFile[]> {
  const result = await build({ configFile: join(folder, 'vite.config.ts'), logLevel: 'error', build: { write: false } })
  const outputs = Array.isArray(result) ? result : [result]
  const files = outputs.flatMap((one) => ('output' in one ? one.output : []))
  return files.map((file) => {
    if (file.type === 'asset')
      return { path: file.fileName, bytes: Buffer.from(file.source), imports: [], module: undefined }
    const imports = [...file.imports, ...(file.viteMetadata?.importedCss ?? [])]
    const module = file.facadeModuleId?.replace(`${folder}/`, '')
    return { path: file.fileName, bytes: Buffer.from(file.code), imports, module }
  })
}

/** What a browser with an empty cache loads for one view. */
export interface FirstView {
  readonly name: string
  /** The bytes of JavaScript and CSS. */
  readonly gzippedBytes: number
}

/** The views that people see first. Each loads the module of the dashboard and that of the view, with everything that they import. */
const firstViews = [
  { name: 'sign-in', module: 'src/pages/sign-in/sign-in-page.tsx' },
  { name: 'overview', module: 'src/pages/overview/overview-page.tsx' },
]

/**
 * Adds up what the first views load.
 * @throws Error when a view has no module that is loaded on demand
 */
export function listFirstViews(files: readonly DashboardFile[]): readonly FirstView[] {
  const html = files.find(({ path }) => path === 'index.html')?.bytes.toString() ?? ''
  const start = [...html.matchAll(/(?:src|href)="\/dashboard\/(assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, path]) => path ?? '',
  )
  return firstViews.map(({ name, module }) => {
    const entry = files.find((file) => file.module === module)
    if (entry === undefined) throw new Error(`The dashboard has no module of its own for ${module}.`)
    const loaded = new Set<DashboardFile>()
    const load = (path: string): void => {
      const file = files.find((one) => one.path === path)
      if (file === undefined || loaded.has(file)) return
      loaded.add(file)
      file.imports.forEach(load)
    }
    for (const path of [...start, entry.path]) load(path)
    const sizes = [...loaded].map(({ bytes }) => gzipSync(bytes, { level: 9 }).length)
    return { name, gzippedBytes: sizes.reduce((sum, size) => sum + size, 0) }
  })
}

/**
 * Writes the dashboard, with each file compressed, to where the gateway looks for it. This is also its place in the published package.
 * The page itself is written last, and files of the former page are deleted after that. So a gateway that starts meanwhile finds all
 * files of its page.
 */
export async function writeDashboard(): Promise<readonly DashboardFile[]> {
  const files = await buildDashboard()
  const assets = files.filter(({ path }) => path.startsWith('assets/'))
  await Promise.all(assets.map(writeAsset))
  for (const { path, bytes } of files) if (!path.startsWith('assets/')) writeWhole(join(target, path), bytes)
  const kept = new Set(assets.flatMap(({ path }) => ['', '.gz', '.br'].map((extension) => path + extension)))
  for (const name of readdirSync(join(target, 'assets'))) {
    // Another process is just writing a file whose name ends with a number.
    if (!kept.has(`assets/${name}`) && !/\.\d+$/.test(name)) rmSync(join(target, 'assets', name), { force: true })
  }
  return files
}

/** Writes the dashboard if any of its sources is newer than the written files. For tests, which run one after the other. */
export async function provideDashboard(): Promise<void> {
  const page = statSync(join(target, 'index.html'), { throwIfNoEntry: false })
  const sources = [
    'packages/dashboard/{src/**/*,index.html,vite.config.ts}',
    'packages/client/src/**/*',
    'package-lock.json',
  ]
  const isOld = globSync(sources, { cwd: join(folder, '../..') }).some(
    (path) => statSync(join(folder, '../..', path)).mtimeMs > (page?.mtimeMs ?? 0),
  )
  if (isOld) await writeDashboard()
}

async function writeAsset({ path, bytes }: DashboardFile): Promise<void> {
  const place = join(target, path)
  // A file never changes under the same name.
  if (existsSync(`${place}.br`) && readFileSync(place).equals(bytes)) return
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  const [zipped, smallest] = await Promise.all([
    promisify(gzip)(bytes, { level: 9 }),
    promisify(brotliCompress)(bytes, { params }),
  ])
  writeWhole(place, bytes)
  writeWhole(`${place}.gz`, zipped)
  writeWhole(`${place}.br`, smallest)
}
